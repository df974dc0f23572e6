using Microsoft.Playwright;

namespace Enforcement.BrowserTests.Harness;

/// <summary>What an officer reads on a Chinese page is Chinese: Latin letters stand in codes, numbers and units only.</summary>
public static class ChinesePage
{
    // Text that is seen or read out. Left out: codes, what is marked as another language, and what somebody typed.
    private const string LatinWords = """
        () => {
          const found = [];
          const told = (text) => {
            const rest = text.replace(/\b[A-Z]{1,4}(-?\d+)+\b|\b\d{6}(-[a-z]+)+\b|\b[a-z-]+:\d+\b|\b[0-9a-f]{12,}\b/g, "");
            for (const word of rest.match(/[A-Za-z]{2,}/g) ?? []) found.push(`${word} in “${text.trim().slice(0, 80)}”`);
            for (const key of rest.match(/\[[a-z.-]+\]/g) ?? []) found.push(`no text for ${key}`);
          };
          const left = (element) => element.closest("code, script, style, textarea, [lang]:not(html)");
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) if (walk.currentNode.data.trim() && !left(walk.currentNode.parentElement)) told(walk.currentNode.data);
          for (const element of document.querySelectorAll("[aria-label], [placeholder], [title], img[alt]"))
            if (!left(element)) for (const name of ["aria-label", "placeholder", "title", "alt"]) told(element.getAttribute(name) ?? "");
          told(document.title);
          return found;
        }
        """;

    /// <summary>Every Latin word on the page, with where it stands, and every key without a text.</summary>
    public static Task<string[]> LatinWordsAsync(this IPage page) => page.EvaluateAsync<string[]>(LatinWords);
}
