using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Enforcement.Tests.Evidence;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Handoffs;

public sealed class PackageTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    public Task InitializeAsync() => service.ArrangeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_package_holds_letter_evidence_manifest_and_a_page_that_checks_them_and_is_the_same_each_time()
    {
        var id = await service.HandOverAsync();
        var officer = await service.CallerAsync("ho-officer");

        var bytes = await officer.GetByteArrayAsync($"/api/handoffs/{id}/package");
        (await officer.GetByteArrayAsync($"/api/handoffs/{id}/package")).ShouldBe(bytes);

        using var zip = new ZipArchive(new MemoryStream(bytes));
        zip.Entries.Select(entry => entry.FullName).ShouldBe(["letter.pdf", "manifest.json", "check.html"], ignoreOrder: true);
        using var manifest = JsonDocument.Parse(Read(zip, "manifest.json"));
        foreach (var file in manifest.RootElement.GetProperty("files").EnumerateArray())
            file.GetProperty("sha256")
                .GetString()
                .ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Read(zip, file.GetProperty("path").GetString()!))));
        var page = Encoding.UTF8.GetString(Read(zip, "check.html"));
        page.ShouldContain(manifest.RootElement.GetProperty("files")[0].GetProperty("sha256").GetString()!);
        page.ShouldNotContain("/*MANIFEST*/null");
        page.ShouldNotContain("://"); // nothing is fetched from anywhere
        var pdf = Encoding.ASCII.GetString(Read(zip, "letter.pdf"));
        pdf.ShouldStartWith("%PDF-1.4");
        pdf.ShouldContain(Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes("界河左岸")));
        // Until the acceptance is stored, not until somebody signs.
        pdf.ShouldContain(Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes("登记之前")));
        pdf.ShouldNotContain(Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes("你机关签收前")));
    }

    [Fact]
    public async Task Evidence_that_was_there_when_the_letter_went_out_is_in_it_and_what_came_later_is_not()
    {
        var photo = AttachmentTests.Jpeg();
        var id = await service.HandOverAsync();
        var officer = await service.CallerAsync("ho-officer");
        var number = await service.Database.ScalarAsync<string>(
            "select number from cases c join handoffs h on h.case_id = c.id where h.id = $1",
            id
        );
        var before = await AttachmentTests.UploadAsync(officer, photo);
        await service.Database.ExecuteAsync(
            "update attachments set case_id = (select case_id from handoffs where id = $2) where id = $1",
            before,
            id
        );
        service.Clock.Advance(TimeSpan.FromMinutes(1));
        var after = await AttachmentTests.UploadAsync(officer, photo);
        await service.Database.ExecuteAsync(
            "update attachments set case_id = (select case_id from handoffs where id = $2) where id = $1",
            after,
            id
        );
        number.ShouldNotBeNull();

        using var zip = new ZipArchive(new MemoryStream(await officer.GetByteArrayAsync($"/api/handoffs/{id}/package")));

        zip.Entries.Count(entry => entry.FullName.StartsWith("evidence/", StringComparison.Ordinal)).ShouldBe(1);
        Read(zip, "evidence/001.jpg").ShouldBe(photo);
    }

    [Fact]
    public async Task Nobody_but_the_senders_people_carries_it()
    {
        var id = await service.HandOverAsync();
        var stranger = await service.CallerAsync("ho-stranger");
        foreach (var path in (string[])[$"/api/handoffs/{id}", $"/api/handoffs/{id}/package", $"/handoffs/{id}"])
            (await stranger.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        (await stranger.PostAsJsonAsync($"/api/handoffs/{id}/links", new { days = 3 })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetStringAsync("/api/handoffs")).ShouldNotContain(id.ToString());
        var officer = await service.CallerAsync("ho-officer");
        (await officer.GetStringAsync("/handoffs")).ShouldContain("跨界河道倾倒建筑垃圾");
        (await officer.GetStringAsync($"/handoffs/{id}")).ShouldNotContain("[handoffs.");
        (await officer.GetAsync("/api/handoffs.xlsx")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_offer_that_nobody_accepted_expires_and_the_sender_drafts_again_with_the_duty_it_never_lost()
    {
        var id = await service.HandOverAsync();
        service.Clock.Advance(TimeSpan.FromDays(40));

        await service.SweepAsync();

        (await service.StateAsync(id)).ShouldBe("withdrawn");
        (
            await service.Database.ScalarAsync<bool>(
                "select expired_at is not null and released_at is null from handoffs where id = $1",
                id
            )
        ).ShouldBeTrue();
        (
            await service.Database.ScalarAsync<string>(
                "select t.state from tasks t join handoffs h on h.case_id = t.case_id where h.id = $1 order by t.opened_at desc limit 1",
                id
            )
        ).ShouldBe("open");
    }

    private static byte[] Read(ZipArchive zip, string path)
    {
        using var into = new MemoryStream();
        using var from = zip.GetEntry(path)!.Open();
        from.CopyTo(into);
        return into.ToArray();
    }
}
