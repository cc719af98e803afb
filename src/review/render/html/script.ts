/** Search, filters, theme and keys of the page. Everything can be read without it. */
export const SCRIPT = `
(() => {
  const root = document.documentElement;
  const stored = (() => { try { return localStorage.getItem('quorate-theme'); } catch { return null; } })();
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const setTheme = (name) => { root.dataset.theme = name; themeButton.textContent = name === 'dark' ? 'Light' : 'Dark'; };
  const themeButton = document.getElementById('theme');
  setTheme(stored ?? (dark.matches ? 'dark' : 'light'));
  themeButton.addEventListener('click', () => {
    const next = root.dataset.theme === 'dark' ? 'light' : 'dark';
    setTheme(next);
    try { localStorage.setItem('quorate-theme', next); } catch {}
  });

  const search = document.getElementById('search');
  const count = document.getElementById('count');
  const items = [...document.querySelectorAll('[data-item]')];
  const texts = new Map();
  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };
  const kinds = new Set();
  const apply = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      const wanted = (kinds.size === 0 || kinds.has(item.dataset.kind)) && words.every((word) => textOf(item).includes(word));
      item.hidden = !wanted;
      if (wanted) shown += 1;
    }
    const filtered = words.length > 0 || kinds.size > 0;
    count.textContent = filtered ? shown + ' of ' + items.length : items.length + ' items';
    for (const section of document.querySelectorAll('[data-section]')) {
      section.hidden = filtered && section.querySelector('[data-item]:not([hidden])') === null;
    }
    document.getElementById('none').hidden = !filtered || shown > 0;
  };
  let timer = 0;
  search.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(apply, 60); });
  for (const button of document.querySelectorAll('button[data-filter]')) {
    button.addEventListener('click', () => {
      const kind = button.dataset.filter;
      kinds.has(kind) ? kinds.delete(kind) : kinds.add(kind);
      button.setAttribute('aria-pressed', String(kinds.has(kind)));
      apply();
    });
  }
  const openAll = document.getElementById('open');
  openAll.addEventListener('click', () => {
    const open = openAll.getAttribute('aria-pressed') !== 'true';
    for (const item of items) if (item.tagName === 'DETAILS' && !item.hidden) item.open = open;
    openAll.setAttribute('aria-pressed', String(open));
  });
  const reveal = () => {
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (target === null) return;
    if (target.hidden) { search.value = ''; kinds.clear(); for (const b of document.querySelectorAll('button[data-filter]')) b.setAttribute('aria-pressed', 'false'); apply(); }
    if (target.tagName === 'DETAILS') target.open = true;
    target.scrollIntoView({ block: 'start' });
    (target.querySelector('summary') ?? target).focus({ preventScroll: true });
  };
  addEventListener('hashchange', reveal);
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href^="#"], a');
    const href = link?.getAttribute('href') ?? link?.getAttribute('xlink:href');
    if (href !== undefined && href !== null && href === location.hash) reveal();
  });
  const step = (by) => {
    const visible = items.filter((item) => !item.hidden);
    const current = document.activeElement?.closest?.('[data-item]');
    const next = visible[Math.max(0, Math.min(visible.length - 1, visible.indexOf(current) + by))];
    if (next === undefined) return;
    const target = next.querySelector('summary') ?? next;
    if (target === next) next.tabIndex = -1;
    target.focus();
  };
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target === search;
    if (event.key === 'Escape' && typing) { search.value = ''; apply(); search.blur(); }
    else if (typing) return;
    else if (event.key === '/') { event.preventDefault(); search.focus(); }
    else if (event.key === 'j') step(1);
    else if (event.key === 'k') step(-1);
  });
  apply();
  reveal();
})();
`;
