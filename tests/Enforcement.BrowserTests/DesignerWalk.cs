using Enforcement.BrowserTests.Harness;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

/// <summary>A workflow admin draws in the real Elsa Studio, and a second one publishes what was drawn.</summary>
[Collection("site")]
public sealed class DesignerWalk(Site site)
{
    private const float Patience = 120_000;

    /// <summary>English that is no text of Studio's: names of types, of properties, and of languages.</summary>
    private static readonly string[] Untranslated = ["JavaScript", "Liquid", "JSON", "county-case", "township-case"];

    [Fact]
    public async Task A_node_is_moved_saved_and_published_by_a_second_person()
    {
        var first = await Visit.AsAsync(site, Device.Desktop, "flowadmin1", Enforcement.Identity.SamplePeople.DefaultPassword);
        first.Page.SetDefaultTimeout(Patience);
        var told = new List<string>();
        first.Page.Request += (_, request) =>
        {
            if (request.Url.StartsWith("http", StringComparison.Ordinal) && !request.Url.StartsWith(site.Address, StringComparison.Ordinal))
                told.Add(request.Url);
        };
        await first.Page.GotoAsync("/studio/list");
        await first.Page.Locator("td", new() { HasText = "county-case" }).First.WaitForAsync();
        (await LatinAsync(first.Page)).ShouldBeEmpty();

        await first.Page.GotoAsync("/studio/editor?id=county-case");
        await first.Page.Locator(".x6-node[data-cell-id]").First.WaitForAsync();
        // Studio fits the canvas into its place after it has drawn it.
        await first.Page.WaitForTimeoutAsync(4_000);
        var box = await OneInSightAsync(first.Page);
        var saved = first.Page.WaitForResponseAsync(answer => IsSave(answer.Request), new() { Timeout = Patience });
        await first.Page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + 12);
        await first.Page.Mouse.DownAsync();
        await first.Page.Mouse.MoveAsync(box.X + box.Width / 2 + 20, box.Y + 60, new() { Steps = 8 });
        await first.Page.Mouse.UpAsync();
        (await saved).Status.ShouldBe(200);
        (await LatinAsync(first.Page)).ShouldBeEmpty();

        await first.Page.Locator(".mud-button-group-root button, .mud-button-group button").First.ClickAsync();
        var request = first.Page.Locator("#studio-told.is-good a");
        await request.WaitForAsync();
        var path = (await request.GetAttributeAsync("href"))!;

        // The drawing goes on; what was asked for is frozen.
        await first.Page.Locator("#studio-told button").ClickAsync();
        await first.Page.Locator(".mud-expand-panel-header", new() { HasText = "任务" }).First.ClickAsync();
        var next = first.Page.WaitForResponseAsync(answer => IsSave(answer.Request), new() { Timeout = Patience });
        await first
            .Page.Locator("[draggable=true]", new() { HasText = "人工任务" })
            .First.DragToAsync(
                first.Page.Locator(".x6-graph-svg").First,
                new()
                {
                    TargetPosition = new() { X = 320, Y = 220 },
                }
            );
        (await (await next).TextAsync()).ShouldContain("Enforcement.Task");
        told.ShouldBeEmpty();
        first.WentWell();

        var second = await Visit.AsAsync(site, Device.Desktop, "flowadmin2", Enforcement.Identity.SamplePeople.DefaultPassword);
        await second.Page.GotoAsync("/workflows");
        await second.IsWellMadeAsync("workflows-desktop-zh");
        await second.Page.GotoAsync(path);
        await second.IsWellMadeAsync("publication-desktop-zh");
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "核准发布" }).ClickAsync();
        await second.Page.Locator(".alert-success").WaitForAsync();
        second.WentWell();
        var phone = await Visit.AsAsync(site, Device.Phone, "flowadmin2", Enforcement.Identity.SamplePeople.DefaultPassword);
        foreach (var page in new[] { "/workflows", path })
        {
            await phone.Page.GotoAsync(page);
            await phone.IsWellMadeAsync(page == path ? "publication-phone-zh" : "workflows-phone-zh");
        }
        phone.WentWell();
    }

    [Fact]
    public async Task The_path_of_a_case_is_shown_with_badges()
    {
        await site.StoryAsync();
        var visit = await Visit.AsAsync(site, Device.Desktop, "flowadmin1", Enforcement.Identity.SamplePeople.DefaultPassword);
        visit.Page.SetDefaultTimeout(Patience);
        await visit.Page.GotoAsync("/studio/instances");
        await visit.Page.Locator("td", new() { HasText = "430112-2026-" }).First.WaitForAsync();
        var id = await site.Service.Database.ScalarAsync<Guid>("select id from instances where status = 'running' limit 1");

        await visit.Page.GotoAsync($"/studio/instance?id={id}");
        await visit.Page.Locator(".x6-node").First.WaitForAsync();
        await visit.Page.Locator(".x6-node .mud-badge").First.WaitForAsync();
        visit.WentWell();
    }

    /// <summary>A node that lies wholly inside the part of the canvas that is shown.</summary>
    private static async Task<(float X, float Y, float Width)> OneInSightAsync(IPage page)
    {
        var canvas = (await page.Locator(".x6-graph").First.BoundingBoxAsync())!;
        foreach (var node in await page.Locator(".x6-node[data-cell-id]").AllAsync())
            if (
                await node.BoundingBoxAsync() is { } box
                && box.X > canvas.X + 10
                && box.Y > canvas.Y + 60
                && box.X + box.Width < canvas.X + canvas.Width - 60
                && box.Y + box.Height < canvas.Y + canvas.Height - 80
            )
                return (box.X, box.Y, box.Width);
        throw new InvalidOperationException("No node is in sight.");
    }

    private static bool IsSave(IRequest request) =>
        request.Method == "POST" && request.Url.EndsWith("/elsa/api/workflow-definitions", StringComparison.Ordinal);

    /// <summary>What is still English on the page; what an admin wrote aside.</summary>
    private static async Task<string[]> LatinAsync(IPage page)
    {
        // The overlay follows each change of the page a moment later.
        await page.WaitForTimeoutAsync(1_500);
        var found = await page.EvaluateAsync<string[]>(
            """
            () => {
              const found = new Set();
              const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (walk.nextNode()) {
                const text = walk.currentNode.data.trim(), at = walk.currentNode.parentElement;
                if (text && /[A-Za-z]{3,}/.test(text) && at.checkVisibility() && !at.closest("script, style, textarea, .monaco-editor, .x6-graph, td"))
                  found.add(text.slice(0, 120));
              }
              return [...found];
            }
            """
        );
        return [.. found.Where(text => !Untranslated.Any(known => text.Contains(known, StringComparison.Ordinal)))];
    }
}
