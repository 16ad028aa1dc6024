// The page as a whole: which view is shown, of which moment, and where the numbers come from.

const STATES = {
  waiting: ["Connecting", "Waiting for the program."],
  live: ["Live", "Numbers come in every second."],
  paused: ["Paused", "The page stands still; the program does not."],
  past: ["Past", "An earlier moment is shown."],
  ended: ["Ended", "These are the last numbers."],
  locked: ["Locked", "A token is needed."],
  report: ["Report", "The report of a finished run."],
};

const RETRY_MS = 2000;

class App {
  #report = null;
  #shown = null;
  /** Whether what is shown is of a session before the one that is followed: a page that stands still keeps it. */
  #isShownOfBefore = false;
  #history = new History();
  #views = new Map();
  #active = "overview";
  #state = "waiting";
  /** What the state is when the page does not stand still. */
  #running = "waiting";
  #retry = null;
  #token = null;
  #connection = null;

  constructor() {
    const find = (id) => document.getElementById(id);
    this.parts = Object.fromEntries(["program", "caller", "state", "pause", "theme", "help", "help-dialog", "time", "moment", "latest", "timeline", "tabs", "view", "notice", "token-dialog", "token", "token-use", "token-error"].map((id) => [id, find(id)]));
    this.detail = new Detail((section, row) => this.open(section, row), () => this.closeDetail());
    this.parts.view.after(this.detail.element);
    this.#addView("overview", "Overview", new Overview((section, row) => this.open(section, row), () => this.show("findings")));
    this.#listen();
    applyTheme(null);
  }

  start() {
    const data = document.getElementById("data");
    if (data) {
      this.parts.timeline.remove();
      this.parts.pause.remove();
      document.body.classList.add("is-report");
      this.#runs("report");
      this.#take(readReport(JSON.parse(data.textContent)));
      this.#setState("report");
      return;
    }
    const fragment = new URLSearchParams(location.hash.slice(1));
    if (fragment.has("token")) {
      this.#token = fragment.get("token");
      // What is secret does not stay where it can be read over somebody's shoulder.
      history.replaceState(null, "", location.pathname);
    }
    this.connect();
  }

  /** Connects, and nothing goes on of any try before. The last numbers stay as they are until there are others. */
  connect() {
    clearTimeout(this.#retry);
    this.#connection?.abort();
    this.#connection = new AbortController();
    if (this.#running !== "ended") this.#runs("waiting");
    follow(this.#token, {
      snapshot: (document) => this.#begin(readReport(document)),
      delta: (delta) => {
        let next;
        try {
          next = applyDelta(this.#report, delta);
        } catch (error) {
          throw new Stale(error.message);
        }
        this.#take(next);
      },
      stale: () => this.connect(),
      end: () => this.#end("The session has ended. These are its last numbers; the page waits for another one.", true),
      broken: () => this.#tryLater("The connection broke. The page tries again."),
      refused: (status, reason) => this.#refused(status, reason),
      unreachable: () => this.#unreachable(),
    }, this.#connection.signal);
  }

  /** The first report of a connection. */
  #begin(report) {
    const before = this.#report;
    const isOther = before && (before.process?.started_unix_ms !== report.process?.started_unix_ms || report.total_elapsed < before.total_elapsed);
    if (isOther) this.#history.clear();
    this.#isShownOfBefore = this.#stands && (this.#isShownOfBefore || isOther);
    this.parts.notice.hidden = true;
    this.#report = report;
    this.#runs("live");
    this.#take(report);
  }

  get #stands() {
    return this.#state === "paused" || this.#state === "past";
  }

  /** How it stands with the numbers that come in; a page that stands still shows that when it goes on. */
  #runs(state) {
    this.#running = state;
    if (!this.#stands) this.#setState(state);
  }

  #refused(status, reason) {
    if (status === 401 || status === 403) {
      this.parts["token-error"].hidden = this.#token === null;
      this.#token = null;
      this.#runs("locked");
      this.#askForToken();
    } else {
      const text = reason ? clean(reason) : `The program answers with status ${status}.`;
      this.#tryLater(this.#running === "ended" ? `${text} These are the last numbers of the session before.` : text);
    }
  }

  #unreachable() {
    // Whoever was there and is not any more has ended; who never was may still come.
    if (this.#report) this.#end("The program has ended. These are its last numbers.", false);
    else this.#tryLater("There is no answer from the program. The page tries again.");
  }

  #end(text, mayGoOn) {
    this.#runs("ended");
    if (mayGoOn) this.#tryLater(text);
    else this.#notice(text);
  }

  #tryLater(text) {
    if (this.#running !== "ended") this.#runs("waiting");
    this.#notice(text);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.connect(), RETRY_MS);
  }

  #connectAgain() {
    this.#notice("Connecting again.");
    this.connect();
  }

  #askForToken() {
    const dialog = this.parts["token-dialog"];
    dialog.returnValue = "";
    if (!dialog.open) dialog.showModal();
  }

  #notice(text, action = "Connect again", act = () => this.#connectAgain()) {
    const line = [el("span", {}, text), el("button", { class: "button", "data-key": action, onclick: act }, action)];
    becomeChildren(this.parts.notice, line);
    this.parts.notice.hidden = false;
  }

  /** A new report is there. */
  #take(report) {
    this.#report = report;
    this.#history.add(report);
    if (!this.#stands || this.#shown === null) this.#shown = report;
    this.render();
  }

  #setState(state) {
    this.#state = state;
    this.parts.state.dataset.state = state;
    setText(this.parts.state, STATES[state][0]);
    this.parts.state.title = STATES[state][1];
    setText(this.parts.pause, this.#stands ? "Resume" : "Pause");
    this.parts.pause.disabled = state !== "live" && !this.#stands;
    document.title = `${this.#report ? `${programName(this.#report)} · ` : ""}hotpath`;
  }

  togglePause() {
    if (this.#state === "live") {
      this.#setState("paused");
    } else if (this.#stands) {
      this.#shown = this.#report;
      this.#isShownOfBefore = false;
      this.#setState(this.#running);
      this.render();
    }
  }

  /** Shows the moment that the slider says. */
  #scrub() {
    const { samples } = this.#history;
    const at = Number(this.parts.time.value);
    this.#isShownOfBefore = false;
    const isLatest = at >= samples.length - 1;
    if (isLatest) {
      this.#shown = this.#report;
      this.#setState(this.#running);
    } else {
      this.#shown = samples[at].report;
      this.#setState("past");
    }
    this.render();
  }

  render() {
    const report = this.#shown;
    if (!report) return;
    setText(this.parts.program, programName(report));
    setText(this.parts.caller, clean(report.caller_name ?? ""));
    this.#renderTimeline(report);
    this.#renderTabs(report);
    const view = this.#views.get(this.#active);
    if (this.parts.view.firstChild !== view.element) this.parts.view.replaceChildren(view.element);
    const section = report.sections.get(view.sectionId);
    if (view.sectionId) view.view.update(section ?? { id: view.sectionId, title: view.title, columns: [], rows: [] });
    else view.view.update(report, this.#samplesUntil(report));
    this.detail.update(report);
  }

  #samplesUntil(report) {
    return this.#history.samples.filter(({ at }) => at <= report.total_elapsed);
  }

  #renderTimeline(report) {
    const { samples } = this.#history;
    const { time, moment, latest } = this.parts;
    time.max = String(Math.max(0, samples.length - 1));
    time.disabled = samples.length < 2;
    const index = samples.findLastIndex(({ at }) => at <= report.total_elapsed);
    time.value = String(Math.max(0, index));
    const ago = this.#report.total_elapsed - report.total_elapsed;
    const text = this.#isShownOfBefore ? "of the session before" : ago > 0 ? `${formatSeconds(ago)} ago` : "now";
    time.setAttribute("aria-valuetext", text);
    setText(moment, `${formatSeconds(report.total_elapsed)}`);
    setText(latest, text);
  }

  #addView(id, title, view, sectionId = null) {
    const count = el("span", { class: "tab-count" });
    const tab = el("button", { role: "tab", id: `tab-${id}`, "aria-controls": "view", onclick: () => this.show(id) }, el("span", {}, clean(title)), count);
    this.#views.set(id, { id, title, view, element: view.element, sectionId, tab, count });
  }

  /** A tab for each section that is there, and for what is shown of it in another way. */
  #renderTabs(report) {
    const ids = ["overview"];
    const add = (id, ...rest) => {
      if (!this.#views.has(id)) this.#addView(id, ...rest);
      ids.push(id);
    };
    const open = (section, row) => this.open(section, row);
    if (report.sections.has("functions")) add("functions", "Functions", new TableView(open), "functions");
    if (report.sections.get("tree")?.rows.length) add("flame", "Flame graph", this.flame ??= new FlameView(open), "tree");
    for (const section of report.sections.values()) {
      // Nobody looks for what the program does not have, unless it was there before.
      const isThere = section.rows.length > 0 || this.#views.has(section.id);
      if (section.id !== "functions" && isThere) add(section.id, section.title || section.id, new TableView(open), section.id);
    }
    if (findingsOf(report).length > 0) ids.splice(1, 0, this.#findings());
    if (!ids.includes(this.#active)) ids.push(this.#active);
    for (const id of ids) {
      const { tab, count, sectionId } = this.#views.get(id);
      const isActive = id === this.#active;
      tab.setAttribute("aria-selected", String(isActive));
      tab.tabIndex = isActive ? 0 : -1;
      const rows = id === "flame" ? 0 : report.sections.get(sectionId)?.rows.length;
      setText(count, id === "findings" ? findingCount(report) : rows ? formatCount(rows) : "");
    }
    setChildren(this.parts.tabs, ids.map((id) => this.#views.get(id).tab));
    this.parts.view.setAttribute("aria-labelledby", `tab-${this.#active}`);
  }

  #findings() {
    if (!this.#views.has("findings")) this.#addView("findings", "Findings", new FindingsView((section, row) => this.open(section, row)));
    return "findings";
  }

  show(id) {
    if (!this.#views.has(id)) return;
    this.#active = id;
    this.render();
    this.#views.get(id).tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.parts.view.scrollTop = 0;
  }

  /** Opens what is known about a row. */
  open(sectionId, row) {
    // What is in the details goes with them: the keyboard returns to what was outside.
    if (!this.detail.element.contains(document.activeElement)) this.opener = document.activeElement;
    this.detail.open(this.#shown.sections.get(sectionId), sectionId, row);
    document.body.classList.add("has-detail");
    this.render();
    this.flame?.redraw();
    this.detail.title.focus({ preventScroll: true });
  }

  closeDetail() {
    if (!this.detail.isOpen) return;
    this.detail.close();
    document.body.classList.remove("has-detail");
    this.flame?.redraw();
    (this.opener?.isConnected ? this.opener : this.parts.view).focus({ preventScroll: true });
  }

  #listen() {
    const { pause, time, theme, help, tabs, token } = this.parts;
    pause.addEventListener("click", () => this.togglePause());
    time.addEventListener("input", () => this.#scrub());
    theme.addEventListener("click", () => { toggleTheme(); this.flame?.redraw(); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { applyTheme(null); this.flame?.redraw(); });
    help.addEventListener("click", () => this.parts["help-dialog"].showModal());
    for (const close of document.querySelectorAll("[data-close]")) close.addEventListener("click", () => close.closest("dialog").close());
    this.parts["token-use"].addEventListener("click", () => this.#useToken());
    this.parts["token-dialog"].addEventListener("close", ({ target }) => target.returnValue !== "use" &&
      this.#notice("Without a token the program shows no numbers.", "Enter a token", () => this.#askForToken()));
    token.addEventListener("keydown", (event) => event.key === "Enter" && this.#useToken());
    tabs.addEventListener("keydown", (event) => this.#tabKey(event));
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  #useToken() {
    this.#token = this.parts.token.value.trim();
    this.parts.token.value = "";
    this.parts["token-dialog"].close("use");
    this.connect();
  }

  #tabKey(event) {
    const all = [...this.parts.tabs.children];
    const index = all.indexOf(event.target.closest("[role=tab]"));
    const next = { ArrowDown: index + 1, ArrowRight: index + 1, ArrowUp: index - 1, ArrowLeft: index - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const tab = all[(next + all.length) % all.length];
    tab.click();
    tab.focus();
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      if (takesText(document.activeElement)) this.#leaveFilter(event);
      else this.closeDetail();
      return;
    }
    if (takesText(document.activeElement)) return;
    const tabs = [...this.parts.tabs.children];
    if (event.key === "/") this.#focusFilter();
    else if (event.key === "?") this.parts["help-dialog"].showModal();
    else if (event.key === "p") this.togglePause();
    else if (event.key === "t") this.parts.theme.click();
    else if (/^[1-9]$/.test(event.key)) tabs[Number(event.key) - 1]?.click();
    else return;
    event.preventDefault();
  }

  /** Empties the filter, which browsers do in ways of their own. */
  #leaveFilter(event) {
    event.preventDefault();
    const input = document.activeElement;
    input.value = "";
    input.dispatchEvent(new Event("input"));
    input.blur();
  }

  #focusFilter() {
    if (!this.#views.get(this.#active).view.filter) this.show("functions");
    this.#views.get(this.#active).view.filter?.focus();
  }
}

/** A time of whole seconds, as on a clock: `1:05`. */
function formatSeconds(ns) {
  const seconds = Math.round(ns / 1e9);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}:${twoDigits(minutes)}` : minutes}:${twoDigits(seconds % 60)}`;
}

function programName(report) {
  return clean((report.process?.program || report.caller_name || "").split(/[/\\]/).at(-1));
}

/** Light or dark: as the system has it, until somebody chooses. */
function applyTheme(chosen) {
  const root = document.documentElement;
  if (chosen) root.dataset.chosen = "";
  if (chosen || !("chosen" in root.dataset)) {
    root.dataset.theme = chosen ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  }
}

function toggleTheme() {
  applyTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
}

new App().start();
