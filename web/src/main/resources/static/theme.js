// Runs before the first paint, so that a chosen theme doesn't flash the other one.
(() => {
  const wish = localStorage.getItem('theme');
  if (wish === 'dark' || wish === 'light') document.documentElement.dataset.theme = wish;
})();
