"use strict";
// Draws the charts of the document: in the theme of the reader, and on paper always light and as wide as A4.
(() => {
  const PAPER = 665; // pixels: the width of the text on an A4 page
  const { config, figures } = JSON.parse(document.getElementById("charts").textContent);
  const places = [...document.querySelectorAll(".chart")];
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const draw = (theme, width) =>
    places.forEach((place, number) => {
      const { data, layout } = figures[number][theme];
      const whole = JSON.parse(JSON.stringify({ data, layout }));
      whole.layout.width = width ?? place.clientWidth;
      Plotly.react(place, whole.data, whole.layout, config);
    });
  const show = () => draw(dark.matches ? "dark" : "light");

  let waiting = 0;
  window.addEventListener("resize", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(show, 100);
  });
  window.addEventListener("beforeprint", () => draw("light", PAPER));
  window.addEventListener("afterprint", show);
  dark.addEventListener("change", show);
  show();
})();
