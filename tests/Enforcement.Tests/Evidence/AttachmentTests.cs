using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Patrols;
using SkiaSharp;

namespace Enforcement.Tests.Evidence;

public sealed class AttachmentTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    private HttpClient wang = null!;

    public async Task InitializeAsync()
    {
        await service.StaffAsync();
        wang = await service.CallerAsync("wang");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_photo_comes_back_byte_by_byte_with_the_hash_of_its_original()
    {
        var photo = Jpeg();
        var original = Convert.ToHexStringLower(SHA256.HashData("the camera's file"u8));
        using var form = Form(photo, "现场.jpg");
        form.Add(new StringContent(original), "originalSha256");
        form.Add(new StringContent("4200000"), "originalSize");
        form.Add(new StringContent("28.44"), "latitude");
        form.Add(new StringContent("112.77"), "longitude");

        var answer = await wang.PostAsync("/api/attachments", form);

        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        var taken = await answer.JsonAsync();
        taken.GetProperty("originalSha256").GetString().ShouldBe(original);
        taken.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(photo)));
        taken.GetProperty("name").GetString().ShouldBe("现场.jpg");
        var shown = await wang.GetAsync(taken.GetProperty("url").GetString());
        (await shown.Content.ReadAsByteArrayAsync()).ShouldBe(photo);
        shown.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        shown.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
        shown.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        shown.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("inline");
        var small = await wang.GetByteArrayAsync(taken.GetProperty("url").GetString() + "?size=320");
        using var bitmap = SKBitmap.Decode(small);
        Math.Max(bitmap.Width, bitmap.Height).ShouldBe(320);
        (await wang.GetAsync(taken.GetProperty("url").GetString() + "?size=9999")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_a_file_is_is_read_from_its_bytes()
    {
        using var lie = Form("<html><script>1</script>"u8.ToArray(), "photo.jpg");
        var answer = await wang.PostAsync("/api/attachments", lie);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.CodeAsync()).ShouldBe("file.type");
        (await (await RawAsync([], "image/jpeg")).CodeAsync()).ShouldBe("file.empty");
        (await RawAsync("hello"u8.ToArray(), "text/plain")).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        var pdf = await RawAsync("%PDF-1.7 …"u8.ToArray(), "application/pdf");
        pdf.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await pdf.JsonAsync()).GetProperty("contentType").GetString().ShouldBe("application/pdf");
    }

    [Fact]
    public async Task More_than_twenty_megabytes_are_too_large()
    {
        var large = new byte[20 * 1024 * 1024 + 1];
        Jpeg().CopyTo(large, 0);
        (await RawAsync(large, "image/jpeg")).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_photo_nobody_has_taken_yet_is_its_makers_and_then_the_findings()
    {
        var photo = await UploadAsync(wang, Jpeg());
        var li = await service.CallerAsync("li");
        var zhao = await service.CallerAsync("zhao");
        (await li.GetAsync($"/api/attachments/{photo}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await li.PostAsJsonAsync("/api/findings", PatrolBench.Finding(attachments: [photo.ToString()]))).StatusCode.ShouldBe(
            HttpStatusCode.Conflict
        );

        await wang.RegisterAsync(PatrolBench.Finding(attachments: [photo.ToString()]));

        (await li.GetAsync($"/api/attachments/{photo}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await zhao.GetAsync($"/api/attachments/{photo}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var again = await wang.PostAsJsonAsync("/api/findings", PatrolBench.Finding(attachments: [photo.ToString()]));
        (await again.CodeAsync()).ShouldBe("file.taken");
    }

    [Fact]
    public async Task The_service_role_without_a_seal_sees_no_file()
    {
        await UploadAsync(wang, Jpeg());
        await using var command = service.Database.App.CreateCommand("select count(*) from files");
        (await command.ExecuteScalarAsync()).ShouldBe(0L);
        (await service.Database.ScalarAsync<long>("select count(*) from files")).ShouldBeGreaterThan(0);
    }

    internal static byte[] Jpeg()
    {
        using var bitmap = new SKBitmap(800, 600);
        bitmap.Erase(SKColors.SteelBlue);
        using var image = SKImage.FromBitmap(bitmap);
        return image.Encode(SKEncodedImageFormat.Jpeg, 80).ToArray();
    }

    internal static async Task<Guid> UploadAsync(HttpClient caller, byte[] content)
    {
        using var form = Form(content, "photo.jpg");
        var answer = await caller.PostAsync("/api/attachments", form);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.JsonAsync()).GetProperty("id").GetGuid();
    }

    private static MultipartFormDataContent Form(byte[] content, string name) => new() { { new ByteArrayContent(content), "file", name } };

    private Task<HttpResponseMessage> RawAsync(byte[] content, string type) =>
        wang.PostAsync("/api/attachments", new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(type) } });
}
