// Elements in one expression.

/** An element with properties and children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** The element of an id, which the page has. */
export const byId = <Kind extends HTMLElement>(id: string) => document.getElementById(id) as Kind;

/** A number in few digits, with a true minus. */
export function short(value: number, digits = 3): string {
  const text =
    Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-4)
      ? value.toExponential(1)
      : String(Number(value.toPrecision(digits)));
  return text.replace('-', '−');
}

export const percent = (share: number) =>
  share > 0.9995 && share < 1
    ? '> 99.9 %'
    : share > 0 && share < 0.0005
      ? '< 0.1 %'
      : `${(100 * share).toFixed(1)} %`;
