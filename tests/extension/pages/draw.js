//! Stands for a webmail's own scripts: shows the template that the address names, and draws it anew when asked to.

const name = () => decodeURIComponent(location.hash.slice(1) || location.pathname.split("/").pop() || "");

function draw() {
  const place = document.querySelector("[data-message]");
  const template = document.getElementById(`message-${name().split("/").pop()}`);
  place?.replaceChildren(...(template ? [template.content.cloneNode(true)] : []));
}

addEventListener("hashchange", draw);
document.getElementById("draw-again")?.addEventListener("click", draw);
draw();
