// Puts one element of Elsa Studio on the page and answers for what it leaves out: the proof that a write is the page's own, a word where it swallows
// a failure, real navigation, and Chinese. Runs before Blazor, because .NET's HttpClient calls window.fetch as it finds it.
(() => {
  const host = document.getElementById("host");
  const told = document.getElementById("studio-told");
  const say = host.dataset;
  const tags = {
    list: "elsa-workflow-definition-list",
    editor: "elsa-workflow-definition-editor",
    instances: "elsa-workflow-instance-list",
    instance: "elsa-workflow-instance-viewer",
  };
  localStorage.setItem("BlazorCulture", say.culture);

  const tell = (text, isGood, link) => {
    told.replaceChildren(document.createTextNode(text));
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.textContent = say.askedLink;
      told.append(anchor);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = say.close;
    close.addEventListener("click", () => { told.hidden = true; });
    told.append(close);
    told.classList.toggle("is-good", isGood);
    told.hidden = false;
  };

  // Studio shows the texts of a 400 and nothing of any other failure.
  const wordsOf = (status) =>
    status === 401 ? say.signedOut : status === 403 ? say.notAllowed : status === 409 ? say.changed : status >= 500 ? say.failed : null;

  const fetchAsBefore = window.fetch;
  window.fetch = async (input, init) => {
    const url = new URL(typeof input === "string" || input instanceof URL ? input : input.url, document.baseURI);
    if (url.origin !== location.origin || !url.pathname.startsWith("/elsa/")) return fetchAsBefore.call(window, input, init);
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    headers.set("X-CSRF-Token", say.proof);
    const answer = await fetchAsBefore.call(window, input, { ...init, headers });
    const words = wordsOf(answer.status);
    if (words) tell(words, false);
    const asked = answer.headers.get("x-enforcement-publication");
    if (asked) tell(say.asked, true, `/workflows/publications/${asked}`);
    return answer;
  };

  // Studio moves inside its base with pushState, and this build has no router: such moves become loads of our pages.
  const pushAsBefore = history.pushState;
  history.pushState = function (state, unused, url) {
    const path = new URL(String(url ?? ""), document.baseURI).pathname;
    const made = /\/workflows\/(definitions|instances)\/([^/]+)\/(edit|view)$/.exec(path);
    if (made) location.href = `/studio/${made[1] === "definitions" ? "editor" : "instance"}?id=${made[2]}`;
    else pushAsBefore.call(history, state, unused, url);
  };

  // Studio defines this in an inline script, which stands in different spellings on different pages: where our policy does not know one, Ctrl+S still works.
  let onKey;
  window.editorHotkeys = {
    register(editor) {
      onKey = (key) => {
        if (!(key.ctrlKey || key.metaKey) || key.key.toLowerCase() !== "s") return;
        key.preventDefault();
        editor.invokeMethodAsync(key.shiftKey ? "OnHotKeysCtrlShiftS" : "OnHotKeysCtrlS");
      };
      addEventListener("keydown", onKey);
    },
    dispose() {
      removeEventListener("keydown", onKey);
    },
  };

  // A property that is set before the element's class is defined is lost.
  customElements.whenDefined(tags[say.kind]).then(() => {
    const element = document.createElement(tags[say.kind]);
    element.editWorkflowDefinition = (id) => { location.href = `/studio/editor?id=${encodeURIComponent(id)}`; };
    element.viewWorkflowInstance = (id) => { location.href = `/studio/instance?id=${encodeURIComponent(id)}`; };
    element.setAttribute("remote-endpoint", `${location.origin}/elsa/api`);
    if (say.kind === "editor") element.setAttribute("definition-id", say.id);
    if (say.kind === "instance") element.setAttribute("instance-id", say.id);
    host.append(element);
  });

  if (say.culture !== "zh-Hans") return;

  // The package carries no Chinese. Text nodes are edited in place, never added, removed or split, which Blazor bears.
  const attributes = ["placeholder", "title", "aria-label"];
  const left = ".monaco-editor, script, style, textarea, td.user-data, [data-user-data]";
  fetchAsBefore.call(window, say.words).then((answer) => answer.json()).then((words) => {
    const whole = new Map(Object.entries(words.texts).map(([english, chinese]) => [english.toLowerCase(), chinese]));
    const patterns = words.patterns.map(([pattern, chinese]) => [new RegExp(pattern, "i"), chinese]);
    const inChinese = (text) => {
      const trimmed = text.trim();
      if (!/[A-Za-z]/.test(trimmed)) return text;
      const star = trimmed.endsWith("*") ? "*" : "";
      const bare = star ? trimmed.slice(0, -1).trim() : trimmed;
      let found = whole.get(bare.replace(/\s+/g, " ").toLowerCase());
      if (found === undefined)
        for (const [pattern, chinese] of patterns)
          if (pattern.test(bare)) { found = bare.replace(pattern, chinese); break; }
      return found === undefined ? text : text.replace(trimmed, found + star);
    };
    const change = (node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        if (node.parentElement?.closest(left)) return;
        const text = inChinese(node.data);
        if (text !== node.data) node.data = text;
      } else if (node.nodeType === Node.ELEMENT_NODE && !node.closest(left)) {
        for (const name of attributes)
          if (node.hasAttribute(name)) {
            const text = inChinese(node.getAttribute(name));
            if (text !== node.getAttribute(name)) node.setAttribute(name, text);
          }
        for (const child of node.childNodes) change(child);
      }
    };
    new MutationObserver((changes) => {
      for (const it of changes)
        if (it.type === "childList") it.addedNodes.forEach(change);
        else change(it.target);
    }).observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: attributes });
    change(document.body);
  });
})();
