/* SPDX-License-Identifier: MIT. Sorts tables, and opens sections for links and for paper. Nothing on
   the page needs it. */
(function () {
  "use strict";
  var root = document.documentElement, english = document.getElementById("show-en"), opened = [];

  function each(list, action) {
    Array.prototype.forEach.call(list, action);
  }
  function choose() {
    root.lang = english.checked ? "en" : "zh-Hans";
  }
  /* The number behind a cell, or its text. */
  function key(row, column) {
    var cell = row.cells[column], data = cell.querySelector("data");
    return data ? Number(data.getAttribute("value")) : cell.textContent.trim();
  }
  function compare(a, b) {
    if (typeof a === typeof b) return typeof a === "number" ? a - b : a.localeCompare(b, "zh");
    return typeof a === "number" ? -1 : 1;
  }
  function sort(table, head) {
    var column = head.cellIndex, body = table.tBodies[0];
    var way = head.getAttribute("aria-sort") === "descending" ? 1 : -1;
    var rows = Array.prototype.slice.call(body.rows).map(function (row, at) {
      return { row: row, key: key(row, column), at: at };
    });
    rows.sort(function (a, b) { return way * compare(a.key, b.key) || a.at - b.at; });
    rows.forEach(function (one) { body.appendChild(one.row); });
    each(table.tHead.rows[0].cells, function (cell) { cell.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
  }
  /* A column's head becomes a button, so that the keyboard reaches it. */
  function offer(table, head) {
    var button = document.createElement("button");
    button.type = "button";
    while (head.firstChild) button.appendChild(head.firstChild);
    head.appendChild(button);
    button.addEventListener("click", function () { sort(table, head); });
  }
  function reveal() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    for (; target && target !== root; target = target.parentNode)
      if (target.tagName === "DETAILS") target.open = true;
  }

  each(document.querySelectorAll("table"), function (table) {
    if (table.tBodies[0].rows.length > 2)
      each(table.tHead.rows[0].cells, function (head) { offer(table, head); });
  });
  document.getElementById("show-zh").addEventListener("change", choose);
  english.addEventListener("change", choose);
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", function () {
    each(document.querySelectorAll("details[data-print]:not([open])"), function (one) {
      one.open = true;
      opened.push(one);
    });
  });
  window.addEventListener("afterprint", function () {
    while (opened.length) opened.pop().open = false;
  });
  choose();
  reveal();
})();
