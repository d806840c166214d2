// What the search of the web edition looks through: the text under each heading.
import { headingsOf, type Page } from './page';

export interface Entry {
  /** The section's address from the site's root. */
  at: string;
  page: string;
  heading: string;
  text: string;
}

/** One entry for each heading of a finished page, with the prose and printed output below it. */
export function searchEntries(html: string, page: Page): Entry[] {
  const body = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  const headings = headingsOf(body);
  return headings.map(({ id, html: heading, at }, i) => ({
    at: `${page.file}#${id}`,
    page: page.title,
    heading: plain(heading),
    text: plain(body.slice(at, headings[i + 1]?.at)).slice(0, 4000),
  }));
}

const names: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };

function plain(html: string): string {
  return html
    .replace(/<(script|figure|nav)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<a class="anchor-link"[\s\S]*?<\/a>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => names[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim();
}
