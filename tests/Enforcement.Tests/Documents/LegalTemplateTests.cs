using System.Globalization;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Documents;
using Enforcement.Identity;
using Microsoft.Extensions.Configuration;

namespace Enforcement.Tests.Documents;

public sealed class LegalTemplateTests
{
    private static readonly LegalTemplates Templates = new();

    public static TheoryData<string> Kinds => [.. LegalTemplates.Shipped];

    [Fact]
    public void Every_kind_that_a_shipped_step_needs_has_a_template() =>
        new[]
        {
            "A4",
            "B3",
            "C1",
            "C3",
            "C5",
            "D2",
            "D3",
            "D5",
            "D6",
            "E1",
            "E10",
            "E12",
            "E13",
            "E14",
            "E15",
            "E2",
            "E3",
            "E4",
            "E8",
            "E9",
            "F1",
            "F2",
            "F5",
            "G3",
            "H1",
        }.ShouldBe(LegalTemplates.Shipped, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_full_set_of_facts_leaves_no_blank(string kind)
    {
        var text = Write(kind, Full());
        text.Missing.ShouldBeEmpty();
        text.Html.ShouldNotContain(TemplateFilters.Blank);
        text.Html.ShouldContain("长沙市望城区靖港镇人民政府");
        text.Title.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_people_typed_is_text_and_never_markup(string kind)
    {
        var facts = Full();
        foreach (var (name, value) in facts.ToList())
            if (
                value is JsonValue
                && value.GetValueKind() == System.Text.Json.JsonValueKind.String
                && !name.EndsWith("Kind", StringComparison.Ordinal)
            )
                facts[name] = value.GetValue<string>() + "<script>alert(1)</script>{{ case.number }}";
        var html = Write(kind, facts).Html;
        html.ShouldNotContain("<script");
        html.ShouldNotContain("alert(1)</script>");
    }

    [Fact]
    public void A_missing_fact_shows_as_a_blank_and_is_named()
    {
        var facts = Full();
        facts.Remove("factsFound");
        facts.Remove("partyName");
        var text = Write("F2", facts);
        text.Missing.ShouldBe(["当事人", "查明的事实"]);
        text.Html.ShouldContain("〔待补〕");
    }

    [Fact]
    public void A_decision_has_the_six_items_of_article_59()
    {
        var html = Write("F2", Full()).Html;
        html.ShouldContain("<h1>行政处罚决定书</h1>");
        html.ShouldContain("legal-red");
        html.ShouldContain("李某某");
        html.ShouldContain("占道堆放水泥二十袋");
        html.ShouldContain("罚款人民币伍佰元整（¥500.00）");
        html.ShouldContain("十五日内");
        html.ShouldContain("百分之三加处罚款");
        html.ShouldContain("六十日内向长沙市望城区人民政府申请行政复议");
        html.ShouldContain("六个月内");
        html.ShouldContain("2026年11月24日");
        html.ShouldContain("望靖罚〔2026〕1号");
        html.ShouldContain("望靖罚告〔2026〕7号");
    }

    [Fact]
    public void A_notice_tells_the_right_to_be_heard_and_a_hearing_notice_five_working_days()
    {
        Write("E3", Full()).Html.ShouldContain("有权进行陈述和申辩");
        Write("E4", Full()).Html.ShouldContain("五个工作日内");
    }

    [Fact]
    public void The_language_of_who_asks_changes_nothing_in_a_document()
    {
        var chinese = Write("F2", Full()).Html;
        var asked = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
            Write("F2", Full()).Html.ShouldBe(chinese);
        }
        finally
        {
            CultureInfo.CurrentUICulture = asked;
        }
    }

    [Theory]
    [InlineData("0", "零元整")]
    [InlineData("500", "伍佰元整")]
    [InlineData("10005", "壹万零伍元整")]
    [InlineData("100000", "壹拾万元整")]
    [InlineData("1000500.30", "壹佰万零伍佰元叁角整")]
    [InlineData("200000001", "贰亿零壹元整")]
    [InlineData("1.05", "壹元零伍分")]
    [InlineData("0.50", "伍角整")]
    public void Amounts_are_written_in_capitals(string amount, string capitals) =>
        CapitalAmount.Of(decimal.Parse(amount, CultureInfo.InvariantCulture)).ShouldBe(capitals);

    [Fact]
    public void A_demand_says_what_the_unpaid_fine_has_grown_by_on_its_day()
    {
        var facts = Full();
        facts["fine"] = 500m;
        facts[UnpaidFine.LastDayFact] = "2026-11-20";
        new UnpaidFine().AddTo(facts, new DateOnly(2026, 11, 24));
        var html = Write("G3", facts).Html;
        html.ShouldContain("自2026年11月21日起至2026年11月24日止，加处罚款人民币陆拾元整（¥60.00），此后每日加处¥15.00");
        html.ShouldContain("合计人民币伍佰陆拾元整（¥560.00）");

        new UnpaidFine().AddTo(facts, new DateOnly(2027, 2, 1));
        Write("G3", facts).Html.ShouldContain("加处罚款人民币伍佰元整（¥500.00），已达上限；截至该日应缴罚款和加处罚款合计人民币壹仟元整");
    }

    [Theory]
    [InlineData("2026-11-24")]
    [InlineData(null)]
    public void While_the_term_of_payment_runs_nothing_has_grown(string? lastDay)
    {
        var facts = new JsonObject { ["fine"] = 500m, [UnpaidFine.LastDayFact] = lastDay };
        new UnpaidFine().AddTo(facts, new DateOnly(2026, 11, 24));
        facts.ContainsKey("unpaid").ShouldBeFalse();
    }

    [Fact]
    public void Bank_and_phone_are_those_of_the_body_and_what_is_not_set_is_a_blank_that_shows()
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Payment:Bank"] = "某银行",
                    ["Payment:430112109:Bank"] = "农商银行靖港支行",
                    ["Payment:Account"] = "8200-1",
                    ["Contact:430112109:Phone"] = "0731-8800",
                }
            )
            .Build();
        var office = new OfficeDetails(settings).Of("430112109");
        office.ShouldBe(new Office("农商银行靖港支行", "8200-1", "0731-8800"));
        new OfficeDetails(settings).Of("430112110").ShouldBe(new Office("某银行", "8200-1", null));

        Write("F2", Full(), office)
            .Html.ShouldContain("凭本决定书到农商银行靖港支行（账号：8200-1）或者通过电子支付系统缴纳罚款（咨询电话：0731-8800）");
        Write("E3", Full(), office).Html.ShouldContain("联系电话：0731-8800");
        Write("F2", Full()).Html.ShouldContain("〔缴款银行见缴款通知〕");
        Write("F2", Full()).Missing.ShouldBeEmpty();
    }

    private static LegalText Write(string kind, JsonObject facts, Office? office = null)
    {
        var at = new DateTimeOffset(2026, 11, 24, 1, 0, 0, TimeSpan.Zero);
        var key = CaseKey.New("430112", at);
        var served = Document(key, "F2", "望靖罚〔2026〕1号", at);
        var model = new DocumentModel
        {
            Kind = new DocumentKind(kind, "文书", "Document", "罚", true, ["agency-seal"]),
            Case = new CaseFile
            {
                Key = key,
                Number = "430112-2026-00001",
                Kind = CaseKind.Township,
                OwnerOrg = "430112109",
                HandlerOrg = "430112109",
                Title = "占道堆放物料",
                MatterCode = "CG-02",
                MatterVersion = 1,
                ViolationOn = new DateOnly(2026, 11, 20),
                Procedure = "ordinary",
                Intent = "file",
                Officers = [],
                Stage = "decision",
                StageSince = at,
                OpenedAt = at,
                Data = new CaseData([]),
            },
            Facts = facts,
            Issuer = Organization("430112109", "长沙市望城区靖港镇人民政府", "town"),
            IssuerCode = "430112109",
            Office = office,
            Government = Organization("430112-government", "长沙市望城区人民政府", "government"),
            Matter = null,
            Officers = [new CaseOfficer(default, "王某", "湘A-0001"), new CaseOfficer(default, "张某", "湘A-0002")],
            Parties = [],
            LegalNameOf = function => function.Length > 0 ? "长沙市望城区自然资源局" : null,
            Date = new DateOnly(2026, 11, 24),
            ApprovedBy = "赵某",
            ApprovedFor = "钱某",
            About = served,
            Service = new Service(new DateOnly(2026, 11, 24), "direct", default, at),
        };
        return Templates.Write(
            kind,
            model.ToTemplate(
                [Document(key, "E3", "望靖罚告〔2026〕7号", at), served],
                "望靖罚〔2026〕1号",
                moment => DateOnly.FromDateTime(moment.UtcDateTime)
            )
        );
    }

    private static LegalDocument Document(CaseKey key, string kind, string number, DateTimeOffset at)
    {
        var document = new LegalDocument
        {
            Id = RowId.New("430112", at),
            CaseKey = key,
            Kind = kind,
            Ordinal = 1,
            Title = "行政处罚决定书",
            Issuer = "430112109",
            Node = "decision",
            DraftedBy = default,
            DraftedAt = at,
            Number = number,
        };
        document.Approve("<p></p>", "1", new Approval(default, null, at));
        return document;
    }

    private static Organization Organization(string code, string name, string kind) =>
        new()
        {
            Code = code,
            Region = code[..6],
            Kind = kind,
            LegalName = name,
            ShortName = name,
            NameEn = name,
            DocumentWord = "望靖",
            ValidFrom = new DateOnly(2020, 1, 1),
        };

    private static JsonObject Full() =>
        new()
        {
            ["caseFacts"] = "巡查发现占道堆放水泥",
            ["handlerView"] = "建议立案",
            ["squadFilingView"] = "同意",
            ["filingHeadView"] = "批准立案",
            ["factsFound"] = "占道堆放水泥二十袋\n经责令未清理",
            ["evidenceList"] = "现场照片三张",
            ["noRecusal"] = true,
            ["partyName"] = "李某某",
            ["partyAddress"] = "靖港镇某街1号",
            ["lawApplied"] = "《城市市容和环境卫生管理条例》第三十六条第（二）项",
            ["discretionStep"] = "一般",
            ["proposedKind"] = "fine",
            ["proposedFine"] = 500,
            ["reviewView"] = "同意",
            ["noticeServedOn"] = "2026-11-20",
            ["statementWindowOutcome"] = "silent",
            ["discussionOn"] = "2026-11-23",
            ["discussionAttendees"] = "赵某、孙某",
            ["discussionConclusion"] = "同意",
            ["decisionKind"] = "fine",
            ["fine"] = 500,
            ["decisionReasons"] = "事实清楚",
            ["orderContent"] = "清理堆放的物料",
            ["decisionHeadView"] = "同意",
            ["decisionServedOn"] = "2026-11-24",
            ["closingResult"] = "已缴清",
            ["closingHeadView"] = "同意结案",
            ["paidOn"] = "2026-11-24",
            ["receiver"] = "natural-resources",
            ["transferSummary"] = "超过街道管辖",
            ["sceneSecured"] = true,
            ["correctViolation"] = "占道",
            ["correctContent"] = "清理",
            ["correctBy"] = "2026-12-01",
            ["goodsServedOn"] = "2026-11-24",
            ["goodsList"] = "水泥二十袋",
            ["goodsPlace"] = "镇仓库",
            ["goodsKeeper"] = "王某",
            ["goodsApprovedBy"] = "赵某，2026年11月24日",
            ["decideRegisteredGoodsOutcome"] = "return",
            ["goodsDecisionReason"] = "已固定证据",
            ["letter"] = new JsonObject
            {
                ["senderName"] = "长沙市望城区靖港镇人民政府",
                ["number"] = "望靖移〔2026〕1号",
                ["receivedOn"] = "2026-11-24",
                ["receiverName"] = "长沙市望城区自然资源局",
                ["designatedName"] = "长沙市望城区水利局",
                ["basis"] = "《中华人民共和国行政处罚法》第二十五条第二款",
                ["answer"] = "accepted",
                ["notice"] = "望公不立字〔2026〕1号",
                ["itemText"] = "挖掘机一台",
                ["givenBy"] = "执法员甲",
                ["receivedBy"] = "民警乙",
                ["items"] = new JsonArray("现场照片", "询问笔录"),
                ["reason"] = "属于本机关职责",
            },
        };
}
