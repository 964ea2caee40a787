/* On a phone a row of a list is a card: each of its facts carries the heading of its column. */

for (const table of document.querySelectorAll("#result_list")) {
  const headings = [...table.tHead.rows[0].cells].map((cell) => cell.querySelector(".text")?.textContent.trim());
  for (const row of table.tBodies[0].rows) {
    [...row.cells].forEach((cell, place) => {
      if (cell.tagName === "TD" && headings[place]) cell.dataset.label = headings[place];
    });
  }
  table.classList.add("labelled");
}
