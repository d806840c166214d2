// Finds sections that hold all words of the question. entries.js has the text of all pages.

const form = document.querySelector('form[role="search"]');
const found = document.getElementById('found');
form.hidden = false;
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('input', () => {
  const words = form.elements.search.value.toLowerCase().match(/\S+/g) ?? [];
  const long = words.some((word) => word.length > 1);
  const hits = long
    ? searchEntries.map((entry) => score(entry, words)).filter(({ points }) => points)
    : [];
  hits.sort((a, b) => b.points - a.points);
  found.hidden = !long;
  found.replaceChildren(
    ...(hits.length > 0
      ? hits.slice(0, 20).map((hit) => item(hit, words))
      : [line('Nothing found.')]),
  );
});

function score(entry, words) {
  const heading = entry.heading.toLowerCase();
  const text = entry.text.toLowerCase();
  let points = 0;
  for (const word of words) {
    if (!text.includes(word)) return { entry, points: 0 };
    points += (heading.includes(word) ? 20 : 0) + Math.min(9, text.split(word).length - 1);
  }
  return { entry, points };
}

function item({ entry }, [word]) {
  const link = document.createElement('a');
  link.href = entry.at;
  link.textContent = `${entry.heading} · ${entry.page}`;
  const place = Math.max(0, entry.text.toLowerCase().indexOf(word) - 60);
  const around = document.createElement('p');
  around.textContent = `${place > 0 ? '… ' : ''}${entry.text.slice(place, place + 180)} …`;
  const item = document.createElement('li');
  item.append(link, around);
  return item;
}

function line(text) {
  const item = document.createElement('li');
  item.textContent = text;
  return item;
}
