using static Enforcement.Tests.Processes.TestDefinitions;

namespace Enforcement.Tests.Escalations;

/// <summary>The paths of the shipped definitions that have to do with letters, and nothing else.</summary>
internal static class LetterDefinitions
{
    /// <summary>A draft, the letter, and what follows each answer; a case transfer waits for feedback, the others end with the acceptance.</summary>
    /// <param name="id">Of the definition, where it is not called by the kind of its letter.</param>
    public static string Township(string kind, string? id = null) =>
        Flowchart(
            id ?? kind,
            [
                Node("start", "Elsa.Start"),
                Draft(),
                Node("letter", "Enforcement.Letter", ("kind", Literal(kind))),
                .. kind == "case-transfer" ? [Node("feedback", "Enforcement.WaitForFeedback")] : Array.Empty<Dictionary<string, object>>(),
                Node("close", "Enforcement.CloseCase", ("outcome", Literal("transferred"))),
                Node("end", "Elsa.End"),
            ],
            [
                "start>draft",
                "draft:done>letter",
                "letter:Returned>draft",
                "letter:Objected>draft",
                .. kind == "case-transfer" ? (string[])["letter:Accepted>feedback", "feedback>close"] : ["letter:Accepted>close"],
                "close>end",
            ]
        );

    private static Dictionary<string, object> Draft() =>
        Task(
            "draft",
            ("stage", Literal("transfer")),
            (
                "fields",
                Json(
                    new object[]
                    {
                        new
                        {
                            name = "receiver",
                            label = new { zh = "受移送机关" },
                            type = "text",
                        },
                        new
                        {
                            name = "receiverRegion",
                            label = new { zh = "受移送地区" },
                            type = "text",
                        },
                        new
                        {
                            name = "receiverLevel",
                            label = new { zh = "层级" },
                            type = "text",
                        },
                        new
                        {
                            name = "urgent",
                            label = new { zh = "紧急" },
                            type = "boolean",
                        },
                        new
                        {
                            name = "transferSummary",
                            label = new { zh = "移送事由" },
                            type = "multiline",
                        },
                    }
                )
            )
        );

    /// <summary>A referral that somebody else's answer makes needless: nothing waits for the police any more.</summary>
    public static string Recalled { get; } =
        Flowchart(
            "recalled",
            [
                Node("start", "Elsa.Start"),
                Draft(),
                Node("letter", "Enforcement.Letter", ("kind", Literal("police-referral"))),
                Task("recall"),
                Node("any", "Elsa.FlowJoin", ("mode", Literal("WaitAny"))),
                Task("after"),
            ],
            ["start>draft", "start>recall", "draft:done>letter", "letter:Accepted>any", "recall:done>any", "any>after"]
        );

    /// <summary>A case that decides on a fine at once.</summary>
    public static string Fining { get; } =
        Flowchart(
            "fining",
            [
                Node("start", "Elsa.Start"),
                Task(
                    "decide",
                    (
                        "fields",
                        Json(
                            new object[]
                            {
                                new
                                {
                                    name = "fine",
                                    label = new { zh = "罚款" },
                                    type = "money",
                                },
                                new
                                {
                                    name = "differentAct",
                                    label = new { zh = "不是同一行为的理由" },
                                    type = "multiline",
                                },
                            }
                        )
                    ),
                    ("documents", Json(new object[] { new { code = "F2", approve = new[] { "done" } } }))
                ),
                Node("end", "Elsa.End"),
            ],
            ["start>decide", "decide:done>end"]
        );

    /// <summary>A department writes its result down.</summary>
    public static string CountyResult { get; } = ResultOf("county-result", "result", true);

    /// <summary>The same as another office draws it: by another name, and without the field that says why the act is another one.</summary>
    public static string CountyConclusion { get; } = ResultOf("county-conclusion", "conclusion", false);

    private static string ResultOf(string id, string node, bool saysWhy) =>
        Flowchart(
            id,
            [
                Node("start", "Elsa.Start"),
                Task(
                    node,
                    ("role", Literal("county-handler")),
                    (
                        "outcomes",
                        Json(
                            new[]
                            {
                                new { name = "decided", label = new { zh = "作出处罚决定" } },
                                new { name = "no-penalty", label = new { zh = "不予处罚" } },
                            }
                        )
                    ),
                    (
                        "fields",
                        Json(
                            new[]
                            {
                                new
                                {
                                    name = saysWhy ? "differentAct" : "resultNote",
                                    label = new { zh = saysWhy ? "不是同一行为的理由" : "处理结果" },
                                    type = "multiline",
                                },
                            }
                        )
                    )
                ),
                Node("end", "Elsa.End"),
            ],
            [$"start>{node}", $"{node}:decided>end", $"{node}:no-penalty>end"]
        );

    /// <summary>A department's own case that tells its result and goes on.</summary>
    public static string CountyAfterwards { get; } = AfterwardsOf("county-afterwards");

    /// <summary>The same; it says by itself what its result is.</summary>
    public static string CountySaying { get; } =
        AfterwardsOf(
            "county-saying",
            ("result", Literal("mediated")),
            ("note", Script("'调解结案:' + Case.description")),
            ("number", Literal("望自然资源调〔2026〕1号"))
        );

    /// <summary>The same, whose result is the outcome of a task that it does not have.</summary>
    public static string CountyMistaken { get; } = AfterwardsOf("county-mistaken", ("result", Script("Case.conclusionOutcome")));

    private static string AfterwardsOf(string id, params (string Name, object Value)[] said) =>
        Flowchart(
            id,
            [
                Node("start", "Elsa.Start"),
                Task("filingReview", ("role", Literal("county-handler")), ("stage", Literal("filing"))),
                Node("feedback", "Enforcement.SendFeedback", said),
                Task("archive", ("role", Literal("county-handler"))),
                Node("close", "Enforcement.CloseCase", ("outcome", Literal("county-decided"))),
                Node("end", "Elsa.End"),
            ],
            ["start>filingReview", "filingReview:done>feedback", "feedback>archive", "archive:done>close", "close>end"]
        );

    /// <summary>A department's own case: filing review, then feedback.</summary>
    public static string County { get; } =
        Flowchart(
            "county-case",
            [
                Node("start", "Elsa.Start"),
                Task(
                    "filingReview",
                    ("role", Literal("county-handler")),
                    ("stage", Literal("filing")),
                    (
                        "fields",
                        Json(
                            new object[]
                            {
                                new
                                {
                                    name = "resultNote",
                                    label = new { zh = "处理结果" },
                                    type = "multiline",
                                },
                            }
                        )
                    )
                ),
                Node("feedback", "Enforcement.SendFeedback"),
                Node("close", "Enforcement.CloseCase", ("outcome", Literal("county-decided"))),
                Node("end", "Elsa.End"),
            ],
            ["start>filingReview", "filingReview:done>feedback", "feedback>close", "close>end"]
        );
}
