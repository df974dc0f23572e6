using System.Text.Json.Nodes;

namespace Enforcement.Handoffs;

/// <summary>The letter of a package as a PDF, and the receipt 移送回执 that answers one from outside: always in Chinese, as papers between bodies are.</summary>
internal static class LetterSheet
{
    public static byte[] Of(JsonObject content, IReadOnlyList<PackedFile> files)
    {
        var sheet = new PlainPdf().Title("跨区域案件线索移送函").Right(Text(content, "number") ?? "");
        sheet.Text($"{Text(content, "receiverName")}：");
        sheet.Text(
            $"    本机关办理“{Text(content, "title")}”时，发现该案属你机关管辖。依照《中华人民共和国行政处罚法》第二十二条、第二十五条的规定，现予移送。"
        );
        sheet.Gap().Text($"违法行为发生日期：{Text(content, "violationOn")}").Text($"事项编码：{Text(content, "matter")}");
        var facts = content["facts"] as JsonObject ?? [];
        sheet.Text(Named("地点", Text(facts, "place"))).Text(Named("情况", Text(facts, "description")));
        sheet.Text(Named("移送事由和材料", Text(content, "summary")));
        foreach (var party in (content["parties"] as JsonArray ?? []).OfType<JsonObject>())
            sheet.Text($"当事人：{Text(party, "name")} {Text(party, "idNumber")} {Text(party, "phone")} {Text(party, "address")}");
        sheet.Text(Named("涉案物品", Text(facts, "goodsList"))).Text(Named("物品存放地点", Text(facts, "goodsPlace")));
        foreach (var clock in (content["goods"] as JsonArray ?? []).OfType<JsonObject>())
            sheet.Text($"期限（不因移送重新计算）：{Text(clock, "rule")}，自{Text(clock, "startedOn")}起，至{Text(clock, "lastDay")}止");
        sheet.Gap().Text($"附件（{files.Count}件，校验值见 manifest.json）：");
        foreach (var (index, file) in files.Index())
            sheet.Text($"{index + 1}. {file.Path} {file.Name}");
        sheet
            .Gap()
            .Text(
                "你机关受理的答复经本机关登记之前，制止危险、保护现场的责任仍由本机关承担；登记之时，责任移转你机关。请签收后将回执退回本机关。"
            );
        return sheet.Gap().Right(Text(content, "senderName") ?? "").Right(Text(content, "sentOn") ?? "").ToBytes();
    }

    /// <param name="dutyFrom">On the wall of the office; null: the duty is not here.</param>
    public static byte[] ReceiptOf(Incoming.IncomingLetter letter, string receiverName, Incoming.IncomingAnswer answer, string? dutyFrom)
    {
        var sheet = new PlainPdf().Title("移送回执").Text($"{letter.SenderName}：");
        sheet.Text($"    你机关{letter.Number}移送函（{letter.DatedOn:yyyy-MM-dd}）及所附材料已于{letter.ReceivedOn:yyyy-MM-dd}收到。");
        sheet.Text(
            answer.Kind switch
            {
                AnswerKinds.Accepted when dutyFrom is not null =>
                    $"    经审查，本机关予以受理。自{dutyFrom}起，制止危险、保护现场的责任由本机关承担。",
                AnswerKinds.Accepted => "    经审查，本机关予以受理。本机关受此答复约束；责任自你机关登记本答复之时移转。",
                AnswerKinds.Returned => $"    经审查，材料不全，予以退回，请补充：{string.Join("；", answer.Items)}",
                AnswerKinds.Objected => $"    经审查，本机关对管辖有异议，认为应由{answer.CompetentBody}管辖。",
                _ => "    现予签收。",
            }
        );
        sheet.Text(Named("    理由", answer.Reason)).Gap().Text($"经办人：{answer.By}");
        return sheet
            .Gap()
            .Right(receiverName)
            .Right(answer.On.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))
            .ToBytes();
    }

    private static string? Named(string name, string? text) => string.IsNullOrWhiteSpace(text) ? null : $"{name}：{text}";

    internal static string? Text(JsonObject json, string name) => json[name] is JsonValue value ? value.ToString() : null;
}
