
(() => {
  "use strict";
  const DAY = 86400000;
  const COLORS = {
    light: ["#0072B2", "#C04A00", "#007A58", "#A3478A", "#8A6100", "#5B3FB0", "#B0124B", "#4B5563"],
    dark: ["#56B4E9", "#F28C38", "#2FC79A", "#E08FC4", "#E8B923", "#B39DFF", "#FF7A9A", "#B4BDC8"],
  };
  const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [14, 5]];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = history.state || {};
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);

  // Text from a server only ever becomes a text node.
  function element(name, text, attributes) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    return made;
  }

  function keep(change) {
    Object.assign(still, change);
    history.replaceState(still, "");
  }

  const color = (run) => COLORS[dark.matches ? "dark" : "light"][run % 8];
  const dash = (run) => DASHES[run % DASHES.length];
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const grouped = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 });
  const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

  function number(value) {
    const size = Math.abs(value);
    return size === 0 || (size >= 1e-3 && size < 1e6) ? value.toFixed(4) : value.toExponential(3);
  }

  function tick(value) {
    const size = Math.abs(value);
    const round = (each) => String(Number(each.toPrecision(6)));
    if (size >= 1e15 || (size > 0 && size < 1e-4)) return value.toExponential().replace("+", "");
    for (const [unit, name] of [[1e12, " T"], [1e9, " G"], [1e6, " M"]]) {
      if (size >= unit) return round(value / unit) + name;
    }
    return size >= 1000 ? grouped.format(value) : round(value);
  }

  /** A sample of a run's line, so that it can be found without its color. */
  function sample(run) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("class", "line");
    svg.setAttribute("viewBox", "0 0 30 10");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS(space, "line");
    const attributes = {
      x1: 0, y1: 5, x2: 30, y2: 5, stroke: color(run), "stroke-width": 2.5,
      "stroke-dasharray": dash(run).join(" "),
    };
    for (const [key, value] of Object.entries(attributes)) line.setAttribute(key, value);
    svg.append(line);
    return svg;
  }

  // ---- Curves

  const curves = data.curves.map((curve) => {
    let step = 0;
    return { ...curve, steps: curve.steps.map((each) => (step += each)) };
  });
  let metric = 0;
  let shown = []; // The metric's curves, and the visible ones among them:
  let drawn = [];
  let joined = [];
  let plot = null;
  const off = new Set(still.off || []);

  /** The index of the curve's point nearest to a step; -1 beyond its ends. */
  function nearest(curve, step) {
    const steps = curve.steps;
    const slack = (steps[steps.length - 1] - steps[0]) / Math.max(1, steps.length - 1) / 2;
    if (step < steps[0] - slack || step > steps[steps.length - 1] + slack) return -1;
    let best = 0;
    for (let i = 1; i < steps.length && Math.abs(steps[i] - step) <= Math.abs(steps[best] - step); i++) best = i;
    return best;
  }

  const label = (curve) => `${curve.run + 1} ${data.runs[curve.run]}`;

  function bestOf(curve) {
    return curve.best === undefined
      ? ""
      : ` ★ ${number(curve.values[curve.best])} at step ${whole.format(curve.steps[curve.best])}`;
  }

  function drawBest(u) {
    const ratio = devicePixelRatio;
    const context = u.ctx;
    const labels = [];
    context.save();
    drawn.forEach((curve, i) => {
      if (curve.best === undefined || !u.series[i + 1].show) return;
      const x = u.valToPos(curve.steps[curve.best], "x", true);
      const y = u.valToPos(curve.values[curve.best], "y", true);
      if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) return;
      context.beginPath();
      for (let j = 0; j < 10; j++) {
        const radius = (j % 2 ? 4 : 9.5) * ratio;
        const angle = (Math.PI * j) / 5 - Math.PI / 2;
        context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
      }
      context.closePath();
      context.fillStyle = color(curve.run);
      context.strokeStyle = css("--back");
      context.lineWidth = 1.5 * ratio;
      context.fill();
      context.stroke();
      context.fillStyle = css("--text");
      context.font = `600 ${12 * ratio}px system-ui, sans-serif`;
      context.textAlign = "center";
      let height = y - 13 * ratio;
      while (labels.some(([otherX, otherY]) => Math.abs(otherX - x) < 16 * ratio && Math.abs(otherY - height) < 12 * ratio)) {
        height -= 12 * ratio;
      }
      labels.push([x, height]);
      if (height > 10 * ratio) context.fillText(String(curve.run + 1), x, height);
    });
    context.restore();
  }

  function drawChart() {
    if (plot) plot.destroy();
    const box = byId("chart");
    const axis = (extra) => ({
      stroke: css("--soft"), grid: { stroke: css("--line"), width: 1 }, ticks: { show: false },
      font: "12px system-ui, sans-serif", values: (u, ticks) => ticks.map(tick), ...extra,
    });
    const few = joined[0].length <= 60;
    plot = new uPlot({
      width: box.clientWidth, height: box.clientHeight, padding: [26, 26, 0, 4], legend: { show: false },
      scales: {
        x: { time: false, range: (u, low, high) => (low === high ? [low - 1, high + 1] : [low, high]) },
      },
      axes: [axis({ space: 70, size: 34, label: "step", labelSize: 20, labelFont: "12px system-ui, sans-serif" }), axis({ size: 58 })],
      cursor: { y: false, points: { size: 8 }, dataIdx: (u, i, at, step) => {
        const curve = drawn[i - 1];
        if (!curve) return at;
        const point = nearest(curve, step);
        return point < 0 ? null : curve.at[point];
      } },
      series: [{}, ...drawn.map((curve) => ({
        stroke: color(curve.run), width: 2, dash: dash(curve.run), spanGaps: true,
        points: { show: few || curve.steps.length === 1, size: 6, fill: color(curve.run) },
        show: !off.has(curve.run),
      }))],
      hooks: { draw: [drawBest], setCursor: [hover] },
    }, joined, box);
  }

  function hover(u) {
    const tip = byId("tip");
    const step = u.data[0][u.cursor.idx];
    if (u.cursor.left < 0 || step === undefined || step === null) {
      tip.hidden = true;
      return;
    }
    const lines = at(step);
    tip.replaceChildren(element("div", "step " + whole.format(step)));
    for (const line of lines.slice(0, 12)) {
      const row = element("div");
      row.append(sample(line.curve.run), element("span", label(line.curve)), element("b", line.text));
      tip.append(row);
    }
    tip.hidden = false;
    const box = byId("chart");
    const left = u.cursor.left + u.bbox.left / devicePixelRatio;
    const place = left + 16 + tip.offsetWidth < box.clientWidth ? left + 16 : left - 16 - tip.offsetWidth;
    tip.style.left = Math.max(8, Math.min(place, box.clientWidth - tip.offsetWidth - 8)) + "px";
    tip.style.top = "8px";
  }

  /** The value of each visible curve at a step, or at its nearest step. */
  function at(step) {
    return drawn.filter((curve) => !off.has(curve.run)).flatMap((curve) => {
      const point = nearest(curve, step);
      if (point < 0) return [];
      const own = curve.steps[point] === step ? "" : ` at ${whole.format(curve.steps[point])}`;
      return [{ curve, text: number(curve.values[point]) + own }];
    });
  }

  function choose(next) {
    metric = next;
    const cut = (curve) => curve.steps.length < curve.of;
    shown = curves.filter((curve) => curve.metric === metric);
    byId("thinned").textContent = shown.some(cut)
      ? "Long curves show the highest and lowest of neighboring points."
      : "";
    byId("chart").setAttribute(
      "aria-label", `${data.metrics[metric]} over steps. ` + shown.map((curve) => label(curve) + bestOf(curve)).join("; "));
    drawLegend();
    draw();
  }

  /** Draws the visible curves in the available space; if all are hidden, empty axes. */
  function draw() {
    const visible = shown.filter((curve) => !off.has(curve.run));
    drawn = visible.length ? visible : shown;
    joined = uPlot.join(drawn.map((curve) => [curve.steps, curve.values]));
    const places = new Map(joined[0].map((step, i) => [step, i]));
    drawn.forEach((curve) => (curve.at = curve.steps.map((step) => places.get(step))));
    drawChart();
    drawValues();
  }

  function drawLegend() {
    byId("legend").replaceChildren(...shown.map((curve) => {
      const item = element("li");
      const button = element("button", undefined, { type: "button", "aria-pressed": String(!off.has(curve.run)) });
      button.append(sample(curve.run), element("span", label(curve) + bestOf(curve)));
      button.addEventListener("click", () => {
        if (!off.delete(curve.run)) off.add(curve.run);
        keep({ off: [...off] });
        button.setAttribute("aria-pressed", String(!off.has(curve.run)));
        draw();
      });
      item.append(button);
      return item;
    }));
  }

  /** The table behind the chart, made when it is opened. */
  function drawValues() {
    const box = byId("value-table");
    box.replaceChildren();
    if (!byId("values").open) return;
    const table = element("table");
    table.append(element("caption", data.metrics[metric] + " by step", { class: "sr" }));
    const head = table.createTHead().insertRow();
    head.append(element("th", "Step", { scope: "col", class: "n" }));
    drawn.forEach((curve) => head.append(element("th", label(curve), { scope: "col", class: "n" })));
    const body = table.createTBody();
    joined[0].forEach((step, i) => {
      const row = body.insertRow();
      row.append(element("td", whole.format(step), { class: "n" }));
      drawn.forEach((curve, j) => {
        const value = joined[j + 1][i];
        const star = curve.best !== undefined && curve.at[curve.best] === i ? "★ " : "";
        row.append(element("td", value === null || value === undefined ? "-" : star + number(value), { class: "n" }));
      });
    });
    const region = element("div", undefined, { class: "scroll", role: "group", tabindex: "0", "aria-label": "Values" });
    region.append(table);
    box.append(region);
  }

  function moveCursor(by) {
    const from = plot.cursor.idx === null || plot.cursor.left < 0 ? (by > 0 ? -1 : joined[0].length) : plot.cursor.idx;
    const next = Math.max(0, Math.min(joined[0].length - 1, from + by));
    plot.setCursor({ left: plot.valToPos(joined[0][next], "x"), top: 10 });
    byId("readout").textContent = `step ${whole.format(joined[0][next])}: `
      + at(joined[0][next]).map((line) => `${label(line.curve)} ${line.text}`).join(", ");
  }

  function charts() {
    if (!curves.length) return;
    byId("charts").hidden = false;
    const select = byId("metric");
    data.metrics.forEach((name, i) => {
      if (curves.some((curve) => curve.metric === i)) select.append(element("option", name, { value: i }));
    });
    const kept = [...select.options].findIndex((option) => option.textContent === still.metric);
    select.selectedIndex = Math.max(0, kept);
    byId("values").open = Boolean(still.values);
    choose(Number(select.value));
    select.addEventListener("change", () => {
      keep({ metric: data.metrics[select.value] });
      choose(Number(select.value));
    });
    byId("values").addEventListener("toggle", () => {
      keep({ values: byId("values").open });
      drawValues();
    });
    const box = byId("chart");
    box.addEventListener("keydown", (event) => {
      const jump = event.shiftKey ? 10 : 1;
      const move = { ArrowLeft: -jump, ArrowRight: jump, Home: -joined[0].length, End: joined[0].length }[event.key];
      if (move) {
        event.preventDefault();
        moveCursor(move);
      } else if (event.key === "Escape") {
        plot.setData(joined);
        plot.setCursor({ left: -10, top: -10 });
      }
    });
    box.addEventListener("blur", () => plot.setCursor({ left: -10, top: -10 }));
    new ResizeObserver(() => {
      if (plot.width !== box.clientWidth || plot.height !== box.clientHeight) {
        plot.setSize({ width: box.clientWidth, height: box.clientHeight });
      }
    }).observe(box);
    dark.addEventListener("change", () => choose(metric));
  }

  // ---- Tables

  function value(cell) {
    const held = cell.querySelector("data, time");
    if (held && held.matches("data")) return Number(held.value);
    if (held && held.dateTime) return Date.parse(held.dateTime);
    const text = cell.textContent.replace("★", "").trim();
    if (text === "-" || text === "unknown" || text === "") return null;
    const plain = Number(text.replaceAll(",", ""));
    return cell.matches(".n") && !Number.isNaN(plain) ? plain : text;
  }

  function sort(table, column, descending) {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [value(row.cells[column]), row]);
    rows.sort(([a], [b]) => {
      if (a === null || b === null) return (a === null) - (b === null);
      const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
      return descending ? -order : order;
    });
    body.append(...rows.map(([, row]) => row));
    [...table.tHead.rows[0].cells].forEach((head, i) => {
      if (i === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  }

  function sortable(table) {
    table.classList.add("cards");
    const heads = [...table.tHead.rows[0].cells];
    const titles = heads.map((head) => head.textContent);
    for (const row of table.tBodies[0].rows) {
      [...row.cells].forEach((cell, i) => {
        cell.dataset.label = titles[i];
        if (cell.textContent.trim() === "-") cell.classList.add("none");
      });
    }
    heads.forEach((head, i) => {
      const button = element("button", titles[i], { type: "button" });
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        keep({ sorted: { ...still.sorted, [table.id]: [titles[i], descending] } });
        sort(table, i, descending);
      });
      head.replaceChildren(button);
    });
    const [title, descending] = (still.sorted || {})[table.id] || [];
    if (titles.includes(title)) sort(table, titles.indexOf(title), descending);
  }

  async function copy(code) {
    getSelection().selectAllChildren(code);
    if (navigator.clipboard && isSecureContext) await navigator.clipboard.writeText(code.textContent);
    else if (!document.execCommand("copy")) throw new Error("the browser does not copy");
    getSelection().removeAllRanges();
  }

  function copyable(code) {
    const button = element("button", "Copy", { type: "button", class: "copy", "aria-label": "Copy " + code.textContent });
    button.addEventListener("click", async () => {
      const done = await copy(code).then(() => "Copied", () => "Press Ctrl+C");
      button.textContent = done;
      byId("copied").textContent = `${done} ${code.textContent}`;
      setTimeout(() => (button.textContent = "Copy"), 1500);
    });
    code.after(button);
  }

  function filter() {
    const input = byId("filter");
    if (!byId("checkpoints")) return;
    const rows = [...byId("checkpoints").tBodies[0].rows];
    const runs = new Map(data.runs.map((run, i) => [String(i + 1), run.toLowerCase()]));
    const apply = () => {
      const wanted = input.value.trim().toLowerCase();
      rows.forEach((row) => {
        const text = row.textContent.toLowerCase() + " " + runs.get(row.cells[0].textContent);
        row.hidden = !text.includes(wanted);
      });
      const found = rows.filter((row) => !row.hidden).length;
      byId("found").textContent = wanted ? `${found} of ${rows.length}` : "";
    };
    byId("filter-line").hidden = rows.length < 2;
    input.value = still.filter || "";
    input.addEventListener("input", () => {
      keep({ filter: input.value });
      apply();
    });
    apply();
  }

  function expiries() {
    for (const time of document.querySelectorAll("td time[datetime]")) {
      const left = Date.parse(time.dateTime) - Date.now();
      const days = Math.floor(left / DAY);
      const hours = Math.floor(left / 3600000);
      const near = hours > 0 ? `in ${hours} h` : `in ${Math.max(1, Math.floor(left / 60000))} min`;
      time.classList.toggle("soon", left < 7 * DAY);
      time.lastElementChild.textContent = left <= 0 ? "expired" : days > 0 ? `in ${whole.format(days)} day${days === 1 ? "" : "s"}` : near;
    }
  }

  /** Reloads the page, which has been replaced meanwhile; not while the reader uses it. */
  function reload() {
    const seconds = Number(document.documentElement.dataset.reload);
    if (!seconds) return;
    setInterval(() => {
      const busy = document.hidden || !byId("tip").hidden || String(getSelection());
      if (!busy) location.reload();
    }, seconds * 1000);
  }

  charts();
  document.querySelectorAll("#runs code, #checkpoints code, .best code").forEach(copyable);
  document.querySelectorAll("#runs, #checkpoints, #problems").forEach(sortable);
  filter();
  expiries();
  setInterval(expiries, 60000);
  reload();
})();
