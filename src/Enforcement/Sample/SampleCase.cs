using Enforcement.Persistence.Import;

namespace Enforcement.Sample;

/// <summary>One line of the plan: what was found where and how far its case has come.</summary>
/// <param name="Goal">
/// <c>finding</c>; <c>dismiss:</c> and a kind; the node of the task that waits; <c>closed</c>; or <c>letter:</c> and what the receiver has done.
/// </param>
/// <param name="Script">Answers apart from the usual ones: <c>node=outcome</c> and <c>node.field=value</c>; <c>county=</c> the goal of the receiver's case.</param>
internal sealed record SampleCase(
    string Township,
    string Matter,
    string Goal,
    int DaysAgo,
    string Place,
    string Description,
    string Party,
    string PartyKind,
    int Fine,
    string Intent,
    bool IsUrgent,
    IReadOnlyDictionary<string, string> Script
)
{
    private static readonly string[] Headings =
    [
        "township",
        "matter",
        "goal",
        "daysAgo",
        "place",
        "description",
        "party",
        "partyKind",
        "fine",
        "intent",
        "urgent",
        "script",
    ];

    public static IReadOnlyList<SampleCase> All() => Read("cases.sample.csv", Headings, Parse);

    /// <summary>What people usually type, by field.</summary>
    public static IReadOnlyDictionary<string, string> Answers() =>
        Read("answers.sample.csv", ["field", "answer"], row => new Answer(row.Required("field"), row.Required("answer")))
            .ToDictionary(answer => answer.Field, answer => answer.Text);

    private static SampleCase Parse(RowReader row) =>
        new(
            row.Required("township"),
            row.Required("matter"),
            row.Required("goal"),
            row.Whole("daysAgo", 0, 365),
            row.Required("place"),
            row.Required("description"),
            row.Optional("party"),
            row.Required("partyKind"),
            row.Whole("fine", 0, 1_000_000),
            row.Optional("intent"),
            row.Optional("urgent").Length > 0,
            row.List("script").Select(part => part.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1])
        );

    private static List<TRow> Read<TRow>(string file, IReadOnlyList<string> headings, Func<RowReader, TRow?> parse)
        where TRow : class
    {
        var faults = new ImportFaults();
        var rows = EmbeddedFile.Open(file).Read(headings, parse, faults);
        return faults.None ? [.. rows.Select(row => row.Row)] : throw new InvalidOperationException($"{file} is faulty.");
    }

    private sealed record Answer(string Field, string Text);
}
