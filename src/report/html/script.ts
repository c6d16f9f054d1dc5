/** Only adds: a box to filter by, and a button that opens everything. Without it nothing is missing. */
export const script = `
for (const tools of document.querySelectorAll('.tools')) {
  const section = tools.closest('section');
  const items = [...section.querySelectorAll('[data-item]')];
  const texts = items.map((item) => item.textContent.toLowerCase());
  const box = tools.querySelector('input');
  const shown = tools.querySelector('output');
  const opener = tools.querySelector('button');
  box.addEventListener('input', () => {
    const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    items.forEach((item, index) => {
      item.hidden = !words.every((word) => texts[index].includes(word));
      if (!item.hidden) count++;
    });
    shown.textContent = words.length === 0 ? '' : count + ' of ' + items.length;
  });
  opener.addEventListener('click', () => {
    const all = [...section.querySelectorAll('details')];
    const open = all.some((one) => !one.open);
    for (const one of all) one.open = open;
    opener.setAttribute('aria-pressed', String(open));
  });
  tools.hidden = false;
}
addEventListener('beforeprint', () => {
  for (const one of document.querySelectorAll('details[data-print]')) one.open = true;
});
`;
