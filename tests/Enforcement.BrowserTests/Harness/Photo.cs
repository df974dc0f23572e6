using Microsoft.Playwright;

namespace Enforcement.BrowserTests.Harness;

/// <summary>A photo as a phone takes it, drawn by the browser itself.</summary>
public static class Photo
{
    private const string Drawn = """
        () => {
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [800, 600];
          const brush = canvas.getContext("2d");
          brush.fillStyle = "#9db7c9"; brush.fillRect(0, 0, 800, 300);
          brush.fillStyle = "#8a7a5c"; brush.fillRect(0, 300, 800, 300);
          brush.fillStyle = "#b5aca0";
          for (const x of [180, 400, 620]) { brush.beginPath(); brush.moveTo(x - 130, 460); brush.lineTo(x, 260); brush.lineTo(x + 130, 460); brush.fill(); }
          return canvas.toDataURL("image/jpeg", 0.8).split(",")[1];
        }
        """;

    /// <summary>Three heaps beside a road.</summary>
    public static async Task<FilePayload> OfWasteAsync(IPage page) =>
        new()
        {
            Name = "现场.jpg",
            MimeType = "image/jpeg",
            Buffer = Convert.FromBase64String(await page.EvaluateAsync<string>(Drawn)),
        };
}
