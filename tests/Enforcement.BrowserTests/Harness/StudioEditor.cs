using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests.Harness;

/// <summary>
/// Elsa Studio's editor in the hands of somebody with a mouse. Studio saves by itself a moment after each change, so what is drawn is drawn inside
/// <see cref="SaveAsync"/>.
/// </summary>
public sealed class StudioEditor
{
    /// <summary>Of a machine that is busy: the runtime of Studio is 12 MB, and starts in each page anew.</summary>
    private const float Patience = 120_000;

    private const int Margin = 12;
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Longer than Studio waits before it saves a change.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly IPage page;
    private int begun;
    private int answered;

    private StudioEditor(IPage page)
    {
        this.page = page;
        page.Request += (_, request) => begun += IsSave(request) ? 1 : 0;
        page.RequestFinished += (_, request) => answered += IsSave(request) ? 1 : 0;
    }

    private ILocator Nodes => page.Locator(".x6-node");

    private ILocator Edges => page.Locator(".x6-edge");

    private ILocator Menu => page.Locator(".mud-popover-open");

    private ILocator Publish => page.Locator(".mud-button-group-root button").First;

    private ILocator More => page.Locator(".mud-button-group-root button").Nth(1);

    public static async Task<StudioEditor> OpenAsync(Visit visit, string definition)
    {
        await visit.Page.GotoAsync($"/studio/editor?id={definition}");
        return await OfAsync(visit);
    }

    /// <summary>On a page that leads to the editor.</summary>
    public static async Task<StudioEditor> OfAsync(Visit visit)
    {
        visit.Page.SetDefaultTimeout(Patience);
        var editor = new StudioEditor(visit.Page);
        await editor.IsDrawnAsync();
        return editor;
    }

    /// <summary>Does what is given, and waits for Studio to save it.</summary>
    /// <param name="holds">What a save has to hold to be the one of the last change.</param>
    /// <returns>What was answered.</returns>
    public async Task<IResponse> SaveAsync(Func<Task> draw, string holds = "")
    {
        var saved = page.WaitForResponseAsync(answer =>
            IsSave(answer.Request) && Text(answer.Request).Contains(holds, StringComparison.Ordinal)
        );
        await draw();
        return await saved;
    }

    /// <summary>
    /// Nothing is being saved, and nothing waits to be: each answer is drawn anew over what is in the panel, and what was typed meanwhile is lost.
    /// </summary>
    public async Task IsAtRestAsync()
    {
        for (var seen = -1; seen != begun || begun != answered; )
        {
            seen = begun;
            await Task.Delay(Quiet);
        }
    }

    /// <summary>Drags the canvas until the node stands here, seen from the canvas's corner.</summary>
    public async Task BringAsync(string node, int x, int y)
    {
        var (canvas, size) = await CanvasAsync();
        for (var drag = 0; drag < 20; drag++)
        {
            var (at, _) = await BoxAsync(Node(node).Locator("rect").First);
            var left = (X: canvas.X + x - at.X, Y: canvas.Y + y - at.Y);
            if (Math.Abs(left.X) < 2 && Math.Abs(left.Y) < 2)
                return;
            var from = await BlankAsync(left);
            await DragAsync(
                from,
                (
                    Math.Clamp(from.X + left.X, canvas.X + Margin, canvas.X + size.X - Margin),
                    Math.Clamp(from.Y + left.Y, canvas.Y + Margin, canvas.Y + size.Y - Margin)
                )
            );
        }
        throw new InvalidOperationException($"{node} does not come.");
    }

    public async Task MoveAsync(string node, int right, int down)
    {
        var (at, size) = await BoxAsync(Node(node).Locator("rect").First);
        var grip = (X: at.X + size.X / 2, Y: at.Y + Margin);
        await DragAsync(grip, (grip.X + right, grip.Y + down));
    }

    /// <summary>Where the node stands in the drawing, as Studio writes it.</summary>
    public async Task<string> PlaceOfAsync(string node) => (await Node(node).GetAttributeAsync("transform"))!;

    public Task StandsAtAsync(string node, string place) =>
        Assertions.Expect(Node(node)).ToHaveAttributeAsync("transform", place, new() { Timeout = Patience });

    /// <summary>From the palette to a place on the canvas.</summary>
    /// <returns>The id of the new node.</returns>
    public async Task<string> DropAsync(string category, string activity, int x, int y)
    {
        var count = await Nodes.CountAsync();
        await page.Locator(".mud-expand-panel-header", new() { HasText = category }).First.ClickAsync();
        await page.Locator("[draggable=true]", new() { HasText = activity })
            .First.DragToAsync(
                page.Locator(".x6-graph-svg").First,
                new()
                {
                    TargetPosition = new() { X = x, Y = y },
                }
            );
        await Assertions.Expect(Nodes).ToHaveCountAsync(count + 1, new() { Timeout = Patience });
        return (await Nodes.Last.GetAttributeAsync("data-cell-id"))!;
    }

    public async Task ConnectAsync(string from, string port, string to)
    {
        var count = await Edges.CountAsync();
        await DragAsync(await GripAsync(from, port), await GripAsync(to, "In"));
        await Assertions.Expect(Edges).ToHaveCountAsync(count + 1, new() { Timeout = Patience });
    }

    /// <summary>The cross that appears beside the port when the mouse is on the connection.</summary>
    public async Task DisconnectAsync(string from, string port, string to)
    {
        var count = await Edges.CountAsync();
        var (start, end) = (await PortAsync(from, port), await PortAsync(to, "In"));
        var cross = await page.EvaluateAsync<double[]>(
            """
            ([fromX, fromY, toX, toY]) => {
              const ends = [...document.querySelectorAll(".x6-edge path:first-of-type")].map(line => {
                const at = length => line.getPointAtLength(length).matrixTransform(line.getScreenCTM());
                const [first, last] = [at(0), at(line.getTotalLength())];
                const off = Math.hypot(first.x - fromX, first.y - fromY) + Math.hypot(last.x - toX, last.y - toY);
                return { off, cross: at(20) };
              });
              const { cross } = ends.sort((one, other) => one.off - other.off)[0];
              return [cross.x, cross.y];
            }
            """,
            new double[] { start.X, start.Y, end.X, end.Y }
        );
        await page.Mouse.MoveAsync((float)cross[0], (float)cross[1]);
        await page.Locator(".x6-graph [data-tool-name=button-remove]").First.WaitForAsync();
        await page.Mouse.DownAsync();
        await page.Mouse.UpAsync();
        await Assertions.Expect(Edges).ToHaveCountAsync(count - 1, new() { Timeout = Patience });
    }

    /// <summary>Its inputs are in the panel below.</summary>
    public async Task SelectAsync(string node)
    {
        var (at, size) = await BoxAsync(Node(node).Locator("rect").First);
        await page.Mouse.ClickAsync(at.X + size.X / 2, at.Y + Margin);
    }

    public Task ShowAsync(string tab) => page.GetByRole(AriaRole.Tab, new() { Name = tab, Exact = true }).ClickAsync();

    public async Task TypeAsync(string input, string text)
    {
        var field = Input(input).Locator("input").First;
        await SavedAsync(async () =>
        {
            await field.FillAsync(text);
            await field.PressAsync("Tab");
        });
    }

    public async Task ChooseAsync(string input, string option)
    {
        await Input(input).Locator(".mud-input").First.ClickAsync();
        await SavedAsync(async () =>
        {
            await Menu.GetByText(option, new() { Exact = true }).ClickAsync();
            await Menu.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        });
    }

    public async Task AddAsync(string input, params string[] names)
    {
        var field = Input(input).Locator("input").First;
        foreach (var name in names)
        {
            await SavedAsync(async () =>
            {
                await field.FillAsync(name);
                await field.PressAsync("Enter");
            });
        }
    }

    /// <returns>The address of the request's page.</returns>
    public async Task<string> AskForPublicationAsync()
    {
        await Publish.ClickAsync();
        var request = page.Locator("#studio-told.is-good a");
        await request.WaitForAsync();
        return (await request.GetAttributeAsync("href"))!;
    }

    /// <returns>The path of the file.</returns>
    public async Task<string> ExportAsync()
    {
        await More.ClickAsync();
        await Menu.GetByText("导出", new() { Exact = true }).ClickAsync();
        var file = await page.RunAndWaitForDownloadAsync(() =>
            page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "导出" }).ClickAsync()
        );
        return await file.PathAsync();
    }

    public async Task ImportAsync(FilePayload file)
    {
        await More.ClickAsync();
        var chooser = await page.RunAndWaitForFileChooserAsync(() => Menu.GetByText("导入", new() { Exact = true }).ClickAsync());
        await AnsweredAsync("/import", () => chooser.SetFilesAsync(file));
    }

    public async Task RevertAsync(int version)
    {
        await ShowAsync("版本历史");
        var row = page.Locator(
            ".mud-table tbody tr",
            new() { Has = page.GetByRole(AriaRole.Cell, new() { Name = $"{version}", Exact = true }) }
        );
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await AnsweredAsync($"/revert/{version}", () => Menu.GetByText("恢复到此版本").ClickAsync());
    }

    /// <summary>A change in the panel, with the save that follows it a while later.</summary>
    private async Task SavedAsync(Func<Task> change)
    {
        await page.RunAndWaitForRequestAsync(change, IsSave);
        await IsAtRestAsync();
    }

    private async Task IsDrawnAsync()
    {
        await Nodes.First.WaitForAsync();
        // When all is drawn, the canvas is brought into the middle; what is dragged before then jumps away.
        await page.Locator(".x6-graph-svg-viewport[transform]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    private async Task AnsweredAsync(string path, Func<Task> act)
    {
        var answer = await page.RunAndWaitForResponseAsync(act, answer => answer.Url.EndsWith(path, StringComparison.Ordinal));
        answer.Status.ShouldBe(200);
    }

    private ILocator Node(string id) => page.Locator($".x6-node[data-cell-id='{id}']");

    private ILocator Input(string label) =>
        page.Locator(
            ".mud-input-control",
            new() { Has = page.Locator("label.mud-input-label").GetByText(label, new() { Exact = true }) }
        ).First;

    private async Task<(float X, float Y)> PortAsync(string node, string port)
    {
        var (at, size) = await BoxAsync(Node(node).Locator($".x6-port-body[port='{port}']"));
        return (at.X + size.X / 2, at.Y + size.Y / 2);
    }

    /// <summary>Where the port can be taken hold of: connections that lie on it are in the way.</summary>
    private async Task<(float X, float Y)> GripAsync(string node, string port)
    {
        var (x, y) = await PortAsync(node, port);
        var point = await page.EvaluateAsync<double[]>(
            """
            ([x, y]) => {
              for (const [right, down] of [[0, 0], [6, 6], [-6, 6], [6, -6], [-6, -6], [0, 9], [0, -9]])
                if (document.elementFromPoint(x + right, y + down)?.closest(".x6-port-body")) return [x + right, y + down];
              return [x, y];
            }
            """,
            new double[] { x, y }
        );
        return ((float)point[0], (float)point[1]);
    }

    private Task<((float X, float Y) At, (float X, float Y) Size)> CanvasAsync() => BoxAsync(page.Locator(".x6-graph").First);

    private static async Task<((float X, float Y) At, (float X, float Y) Size)> BoxAsync(ILocator what)
    {
        var box = (await what.BoundingBoxAsync())!;
        return ((box.X, box.Y), (box.Width, box.Height));
    }

    /// <summary>A point of the canvas with nothing on it, and room to be dragged where that is wanted.</summary>
    private async Task<(float X, float Y)> BlankAsync((float X, float Y) way)
    {
        var point = await page.EvaluateAsync<double[]>(
            """
            ([wayX, wayY, margin]) => {
              const canvas = document.querySelector(".x6-graph").getBoundingClientRect();
              const room = (at, way, from, to) => Math.min(Math.abs(way), way > 0 ? to - margin - at : at - from - margin);
              let [best, most] = [null, -1];
              for (let x = canvas.left + margin; x < canvas.right - margin; x += 16)
                for (let y = canvas.top + margin; y < canvas.bottom - margin; y += 16) {
                  const free = room(x, wayX, canvas.left, canvas.right) + room(y, wayY, canvas.top, canvas.bottom);
                  if (free <= most) continue;
                  const there = document.elementFromPoint(x, y);
                  if (there?.closest(".x6-graph") && !there.closest(".x6-cell")) [best, most] = [[x, y], free];
                }
              return best;
            }
            """,
            new double[] { way.X, way.Y, Margin }
        );
        return ((float)point[0], (float)point[1]);
    }

    private async Task DragAsync((float X, float Y) from, (float X, float Y) to)
    {
        await page.Mouse.MoveAsync(from.X, from.Y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(to.X, to.Y, new() { Steps = 6 });
        await page.Mouse.UpAsync();
    }

    private static bool IsSave(IRequest request) =>
        request.Method == "POST" && request.Url.EndsWith("/elsa/api/workflow-definitions", StringComparison.Ordinal);

    /// <summary>Studio escapes what is not English.</summary>
    private static string Text(IRequest save) => JsonNode.Parse(save.PostData!)!.ToJsonString(Readable);
}
