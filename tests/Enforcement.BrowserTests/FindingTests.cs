using Deque.AxeCore.Playwright;
using Enforcement.BrowserTests.Harness;
using Enforcement.Identity;
using Enforcement.Tests.Harness;
using Microsoft.Playwright;

namespace Enforcement.BrowserTests;

public sealed class FindingTests(Site site) : SiteTests(site)
{
    private const string Township = "430112109";

    [Fact]
    public async Task An_officer_registers_a_finding_with_a_photo_on_a_phone()
    {
        var page = await OfficerAsync(Device.Phone);
        await page.GotoAsync("/findings/new");
        await page.SetInputFilesAsync("#photos", Photo);
        await page.WaitForSelectorAsync("[data-photos] img");
        await page.FillAsync("#description", "三车建筑垃圾倾倒在路边");
        await page.FillAsync("#place", "拍照村三组");
        await AxeAsync(page);
        await page.ClickAsync("button[type=submit] >> text=提交");
        await page.WaitForURLAsync("**/findings/*?done=registered");
        (await page.InnerTextAsync("main")).ShouldContain("线索已登记");
        (await page.Locator(".photo img").CountAsync()).ShouldBe(1);
        await AxeAsync(page);
        var original = await Site.Service.Database.ScalarAsync<byte[]>(
            "select a.original_sha256 from attachments a join findings f on f.id = a.finding_id where f.place = $1",
            "拍照村三组"
        );
        original.ShouldBe(System.Security.Cryptography.SHA256.HashData(Photo.Buffer));
    }

    [Fact]
    public async Task What_is_typed_without_a_network_stays_on_the_phone_and_is_sent_later()
    {
        var page = await OfficerAsync(Device.Phone);
        await page.GotoAsync("/findings/new");
        await page.FillAsync("#description", "没有网络时登记");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#description")).ToHaveValueAsync("没有网络时登记");
        await page.FillAsync("#place", "无网村");
        await page.SetInputFilesAsync("#photos", Photo);
        await page.WaitForSelectorAsync("[data-photos] img");
        await page.Context.SetOfflineAsync(true);
        await page.ClickAsync("button[type=submit] >> text=提交");
        // Seen, not only there: the hidden note has its words from the start.
        await Assertions.Expect(page.Locator("[data-outbox]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-outbox]")).ToContainTextAsync("已保存在本机");
        (await CountAsync("无网村")).ShouldBe(0);

        await page.Context.SetOfflineAsync(false);
        await Assertions.Expect(page.Locator("[data-outbox]")).ToBeHiddenAsync();
        (await CountAsync("无网村")).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_refused_is_said_beside_its_field_and_the_part_it_stands_in_opens()
    {
        var page = await OfficerAsync(Device.Phone);
        await page.GotoAsync("/findings/new");
        await page.FillAsync("#description", "网格太长");
        await page.FillAsync("#place", "拒绝村");
        await page.EvaluateAsync("document.querySelector('#grid').value = '网'.repeat(51)");
        await page.ClickAsync("button[type=submit] >> text=提交");
        await Assertions.Expect(page.Locator("[data-fault=grid]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-fault=grid]")).Not.ToBeEmptyAsync();
        await Assertions.Expect(page.Locator("#grid")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("is-invalid"));
        (await CountAsync("拒绝村")).ShouldBe(0);
    }

    [Fact]
    public async Task A_photo_that_is_too_large_is_named_when_it_is_picked()
    {
        var page = await OfficerAsync(Device.Phone);
        await page.GotoAsync("/findings/new");
        // From the disk, as a person picks it: sent as bytes, it takes the protocol longer than a loaded machine has patience.
        var folder = Directory.CreateTempSubdirectory("enforcement-photo-");
        var big = Path.Combine(folder.FullName, "big.heic");
        await using (var file = File.Create(big))
            file.SetLength(21 * 1024 * 1024);
        await page.SetInputFilesAsync("#photos", big);
        await Assertions.Expect(page.Locator("[data-fault=attachments]")).ToContainTextAsync("big.heic");
        (await page.Locator("[data-photos] img").CountAsync()).ShouldBe(0);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_list_is_clean_on_a_dark_English_desktop()
    {
        var page = await OfficerAsync(Device.Desktop.Dark.English);
        await page.GotoAsync("/findings");
        await AxeAsync(page);
    }

    private static FilePayload Photo { get; } =
        new()
        {
            Name = "photo.png",
            MimeType = "image/png",
            Buffer = Convert.FromBase64String(
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
            ),
        };

    private Task<long> CountAsync(string place) =>
        Site.Service.Database.ScalarAsync<long>("select count(*) from findings where place = $1", place);

    private async Task<IPage> OfficerAsync(Device device)
    {
        await Site.Service.BodyAsync(Township, Township, "靖港镇");
        if (await Site.Service.Database.ScalarAsync<Guid>("select id from accounts where user_name = 'field'") == default)
            await Site.Service.PersonAsync("field", Roles.Officer, Township, "外勤");
        var page = await Site.OpenAsync(device);
        var answer = await page.Context.APIRequest.PostAsync(
            $"{Site.Address}/api/session",
            new() { DataObject = new { userName = "field", password = TestPeople.Password } }
        );
        answer.Ok.ShouldBeTrue(await answer.TextAsync());
        return page;
    }

    private static async Task AxeAsync(IPage page)
    {
        var result = await page.RunAxe();
        result.Violations.Select(it => $"{it.Id}: {string.Join(" | ", it.Nodes.Select(node => node.Html))}").ShouldBeEmpty();
    }
}
