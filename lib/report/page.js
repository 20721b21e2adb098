/* SPDX-License-Identifier: MIT. Draws the report's charts; the tables beside them say the same. */
(function () {
  "use strict";
  var root = document.documentElement;
  var source = document.getElementById("chart-data");
  if (!source || typeof Chart === "undefined") return;
  var data = JSON.parse(source.textContent);
  var charts = {};
  var color = { blue: "#1f5f99", pale: "#b9cde0", red: "#c0392b", green: "#2e8b57", amber: "#e0a030", grey: "#c9d1da" };
  var own = {
    zh: { conversations: "会话数", minutes: "分钟", negative: "不满", other: "其他", now: "本期", before: "上期", records: "条数", stars: " 分", hour: " 时" },
    en: { conversations: "Conversations", minutes: "minutes", negative: "Unhappy", other: "Others", now: "This period", before: "Previous", records: "Records", stars: " of 5", hour: ":00" }
  };

  function language() {
    return document.getElementById("show-en").checked ? "en" : "zh";
  }
  function column(list, name) {
    return list.map(function (item) { return item[name]; });
  }
  function titles(list, tongue) {
    return list.map(function (item) { return item.title[tongue]; });
  }
  function has(values) {
    return values.some(function (value) { return value !== null && value !== 0; });
  }

  /* Each gives a Chart.js configuration, or null when there is nothing to draw. */
  var makers = {
    waits: function (tongue, words) {
      var hours = data.hours, sets = [{ label: words.conversations, data: hours.conversations, backgroundColor: color.pale, yAxisID: "y", order: 2 }];
      if (!has(hours.conversations)) return null;
      if (hours.frt) sets.unshift({ type: "line", label: hours.frt.title[tongue] + " (" + words.minutes + ")", data: hours.frt.values, borderColor: color.red, backgroundColor: color.red, yAxisID: "waits", spanGaps: false, tension: 0, pointRadius: 3, order: 1 });
      return { type: "bar", data: { labels: hours.labels.map(function (hour) { return hour + words.hour; }), datasets: sets },
        options: { scales: { y: { beginAtZero: true, title: { display: true, text: words.conversations } },
          waits: { display: !!hours.frt, position: "right", beginAtZero: true, grid: { drawOnChartArea: false }, title: { display: true, text: words.minutes } } } } };
    },
    mood: function (tongue, words) {
      var hours = data.hours, sets = [];
      [["sentiment_start", color.amber], ["sentiment_end", color.green]].forEach(function (pair) {
        var series = hours[pair[0]];
        if (series && has(series.values)) sets.push({ label: series.title[tongue], data: series.values, borderColor: pair[1], backgroundColor: pair[1], tension: 0, pointRadius: 3 });
      });
      return sets.length ? { type: "line", data: { labels: hours.labels.map(function (hour) { return hour + words.hour; }), datasets: sets }, options: { scales: { y: { suggestedMin: -1, suggestedMax: 1 } } } } : null;
    },
    problems: function (tongue, words) {
      if (!data.problems.length) return null;
      return { type: "bar", data: { labels: titles(data.problems, tongue), datasets: [
        { label: words.negative, data: column(data.problems, "negative"), backgroundColor: color.red },
        { label: words.other, data: column(data.problems, "other"), backgroundColor: color.grey }] },
        options: { indexAxis: "y", scales: { x: { stacked: true, ticks: { precision: 0 } }, y: { stacked: true, ticks: { autoSkip: false } } } } };
    },
    criteria: function (tongue, words) {
      var before = column(data.criteria, "previous"), sets = [{ label: words.now, data: column(data.criteria, "value"), backgroundColor: color.blue }];
      if (!has(sets[0].data)) return null;
      if (has(before)) sets.push({ label: words.before, data: before, backgroundColor: color.pale });
      return { type: "bar", data: { labels: titles(data.criteria, tongue), datasets: sets }, options: { scales: { y: { min: 0, max: 100 } } } };
    },
    "bands-chart": function (tongue, words) {
      var counts = column(data.bands, "count");
      if (!has(counts)) return null;
      return { type: "bar", data: { labels: titles(data.bands, tongue), datasets: [{ label: words.conversations, data: counts, backgroundColor: [color.green, color.blue, color.amber, color.red] }] },
        options: { plugins: { legend: { display: false } }, scales: { y: { beginAtZero: true, ticks: { precision: 0 } } } } };
    },
    recommend: function (tongue, words) {
      if (!has(data.recommend)) return null;
      return { type: "bar", data: { labels: data.recommend.map(function (count, i) { return String(i); }),
        datasets: [{ label: words.records, data: data.recommend, backgroundColor: data.recommend.map(function (count, i) { return i < 7 ? color.red : i < 9 ? color.grey : color.green; }) }] },
        options: { plugins: { legend: { display: false } }, scales: { y: { beginAtZero: true, ticks: { precision: 0 } } } } };
    },
    ratings: function (tongue, words) {
      if (!has(data.ratings)) return null;
      return { type: "bar", data: { labels: data.ratings.map(function (count, i) { return i + 1 + words.stars; }),
        datasets: [{ label: words.records, data: data.ratings, backgroundColor: [color.red, "#d98880", color.amber, "#7fb99a", color.green] }] },
        options: { plugins: { legend: { display: false } }, scales: { y: { beginAtZero: true, ticks: { precision: 0 } } } } };
    }
  };

  /* How many points of a canvas carry ink: what the test reads. */
  function ink(canvas) {
    var pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data, count = 0, i;
    for (i = 3; i < pixels.length; i += 4) if (pixels[i]) count++;
    return count;
  }
  function draw() {
    var tongue = language();
    root.lang = tongue === "en" ? "en" : "zh-Hans";
    Array.prototype.forEach.call(document.querySelectorAll("[data-chart]"), function (figure) {
      var id = figure.getAttribute("data-chart"), canvas = figure.querySelector("canvas");
      var setup = makers[id] ? makers[id](tongue, own[tongue]) : null;
      if (charts[id]) { charts[id].destroy(); delete charts[id]; }
      figure.className = setup ? "chart" : "chart empty";
      if (!setup) return;
      setup.options.animation = false;
      setup.options.responsive = true;
      setup.options.maintainAspectRatio = false;
      charts[id] = new Chart(canvas, setup);
      canvas.setAttribute("aria-label", (figure.querySelector("figcaption ." + tongue) || figure.querySelector("figcaption")).textContent);
      figure.setAttribute("data-ink", ink(canvas));
    });
  }
  function resize() {
    Object.keys(charts).forEach(function (id) { charts[id].resize(); });
  }
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.color = "#37434f";
  root.classList.add("drawn");
  draw();
  document.getElementById("show-zh").addEventListener("change", draw);
  document.getElementById("show-en").addEventListener("change", draw);
  window.addEventListener("beforeprint", resize);
  window.addEventListener("afterprint", resize);
})();
