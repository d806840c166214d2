// What nbconvert leaves open in a page: its title, navigation and contents.
import { escapeHtml } from '../../lib/notebook/display';

/** A page of the web edition, made from a notebook. */
export interface Page {
  notebook: string;
  kind: 'chapter' | 'lab' | 'solution' | 'glossary';
  /** Its address from the site's root. */
  file: string;
  title: string;
  summary: string;
}

export const siteName = 'AlexNet on MNIST in TypeScript';

/** The page as it stands in the site. */
export function finishPage(html: string, page: Page, pages: readonly Page[]): string {
  const base = page.file.includes('/') ? '../' : '';
  const plot = html.includes('class="plot"');
  const values: Record<string, string> = {
    title: `${escapeHtml(page.title)} · ${siteName}`,
    summary: escapeHtml(page.summary),
    base,
    above: navigation('above the text', page, pages, base),
    below: navigation('below the text', page, pages, base).replace(
      '</nav>',
      '<a class="to-top" href="#top">↑ Top</a>\n</nav>',
    ),
    contents: contents(html),
    // 5 MB that only pages with figures need.
    plotly: plot ? `<script defer src="${base}assets/plotly.min.js"></script>` : '',
  };
  return html
    .replace(/@@(\w+)@@/g, (_, key: string) => values[key] ?? '')
    .replace(/(<a\b[^>]*\bhref="(?![a-z]+:)[^"#]+)\.ipynb(["#])/g, '$1.html$2');
}

function navigation(where: string, page: Page, pages: readonly Page[], base: string): string {
  const row = pages.filter(({ kind }) => kind === page.kind);
  const place = row.indexOf(page);
  const link = (to: Page | undefined, text: (title: string) => string) =>
    to ? `<a href="${base}${to.file}">${text(escapeHtml(to.title))}</a>` : '<span></span>';
  return [
    `<nav aria-label="${where}">`,
    link(row[place - 1], (title) => `← ${title}`),
    `<a href="${base}index.html">All chapters</a>`,
    link(row[place + 1], (title) => `${title} →`),
    '</nav>',
  ].join('\n');
}

/** A heading of a page: its level, the name by which links find it, and its text as HTML. */
export interface Heading {
  level: number;
  id: string;
  html: string;
  /** Where in the page's HTML it starts. */
  at: number;
}

/** The headings in a page that nbconvert wrote. */
export function headingsOf(page: string): Heading[] {
  const pattern = /<h([1-6])\b[^>]*\bid="([^"]*)"[^>]*>([\s\S]*?)<\/h\1>/g;
  return [...page.matchAll(pattern)].map(([, level, id = '', html = '', ...rest]) => ({
    level: Number(level),
    id,
    html: html.replace(/<a class="anchor-link"[\s\S]*?<\/a>/g, '').trim(),
    at: rest[0] as unknown as number,
  }));
}

function contents(html: string): string {
  const headings = headingsOf(html).filter(({ level }) => level === 2 || level === 3);
  if (headings.length < 3) return '';
  const items = headings.map(
    ({ level, id, html: text }) =>
      `<li class="level-${level}"><a href="#${id}">${text.replace(/<\/?a\b[^>]*>/g, '')}</a></li>`,
  );
  return `<nav class="contents" aria-label="on this page"><details><summary>On this page</summary>
<ol>
${items.join('\n')}
</ol></details></nav>`;
}
