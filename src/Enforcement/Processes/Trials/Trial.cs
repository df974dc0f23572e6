using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enforcement.Processes.Trials;

/// <summary>
/// An instance without a case: a workflow admin sees how a definition runs before anybody's case depends on it. It draws no number, sends
/// nothing, and is removed a day after its last use.
/// </summary>
public sealed class Trial
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>Kept at once for one body.</summary>
    public const int Most = 100;

    /// <summary>Bytes of the saved flow.</summary>
    public const int LargestState = 2_000_000;

    /// <summary>Characters of what is remembered beside it.</summary>
    private const int LargestRecord = 8_000_000;

    public const string Running = "running";

    /// <summary>The flow closed the case that there is not: nothing waits any more, as at a real one.</summary>
    public const string Closed = "closed";

    public required Guid Id { get; init; }

    /// <summary>The body whose workflow admins see it.</summary>
    public required string Organization { get; init; }
    public required Guid StartedBy { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required string DefinitionId { get; init; }
    public required string Name { get; init; }

    /// <summary>Null: of a draft.</summary>
    public int? Version { get; init; }
    public string? VersionId { get; init; }

    /// <summary>The draft's JSON as it was given.</summary>
    public string? Draft { get; init; }
    public required DateTimeOffset UsedAt { get; set; }

    /// <summary><see cref="Running"/>, <see cref="Closed"/>, <c>finished</c>, <c>cancelled</c> or <c>faulted</c>.</summary>
    public string Status { get; set; } = Running;
    public byte[] State { get; set; } = [];
    public TrialRecord Record { get; init; } = new();

    public bool IsOver => Status != Running;

    /// <exception cref="RefusedException"><c>trial.too-big</c>.</exception>
    public string RecordJson() => Record.ToJson() is { Length: <= LargestRecord } json ? json : throw TrialRefusals.TooBig();

    public DateTimeOffset ExpiresAt => UsedAt + Kept;
}

/// <summary>What a trial remembers beside its flow.</summary>
public sealed class TrialRecord
{
    private const int MostLog = 1000;
    private const int MostOthers = 500;
    private const int LongestLine = 4000;
    private const int LongestText = 2000;

    /// <summary>What definitions read as <c>Case.…</c>.</summary>
    public JsonObject Facts { get; set; } = [];

    /// <summary>How far its clock is ahead of the office's, by the time that was let pass.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>How the case would have ended.</summary>
    public string? ClosedAs { get; set; }

    /// <summary>Lines as the journal of a case keeps them, each with its moment; the newest <see cref="MostLog"/>.</summary>
    public List<JsonObject> Log { get; set; } = [];

    /// <summary>How many lines were given up for newer ones.</summary>
    public int Dropped { get; set; }
    public List<string> Lines { get; set; } = [];

    /// <summary>What a case would have done to the world, oldest first.</summary>
    public List<TrialDeed> Would { get; set; } = [];

    /// <summary>By bookmark: what each wait asks, as its slice told.</summary>
    public Dictionary<int, TrialWaitNote> Waits { get; set; } = [];

    public static TrialRecord Read(string json) => JsonSerializer.Deserialize<TrialRecord>(json, StepServices.Json)!;

    public string ToJson() => JsonSerializer.Serialize(this, StepServices.Json);

    internal void Write(IReadOnlyList<JsonObject> lines)
    {
        foreach (var line in lines.Skip(lines.Count - MostLog))
            Log.Add(Shortened(line));
        Dropped += Math.Max(0, lines.Count - MostLog) + Math.Max(0, Log.Count - MostLog);
        Log.RemoveRange(0, Math.Max(0, Log.Count - MostLog));
    }

    internal void WriteLine(string text) => Keep(Lines, Short(text));

    internal void Add(TrialDeed deed) => Keep(Would, deed with { Subject = Short(deed.Subject) });

    private static void Keep<TItem>(List<TItem> items, TItem item)
    {
        items.Add(item);
        if (items.Count > MostOthers)
            items.RemoveAt(0);
    }

    private static JsonObject Shortened(JsonObject line)
    {
        if (line["message"] is JsonValue message)
            line["message"] = Short(message.GetValue<string>());
        if (line.ToJsonString().Length > LongestLine)
        {
            line.Remove("inputs");
            line.Remove("outputs");
            line["isCut"] = true;
        }
        return line;
    }

    internal static string Short(string text) => text.Length > LongestText ? text[..LongestText] + "…" : text;
}

/// <summary>Something that a case would have done, and a trial does not.</summary>
/// <param name="What">Words: the resource <c>trials.would.&lt;what&gt;</c>.</param>
/// <param name="Subject">The word of the number, the kind of the letter, the rule of the clock: as the definition names it.</param>
public sealed record TrialDeed(string What, string Subject);

/// <param name="Kind">Of the <see cref="TrialPart"/> that knows the wait, or one of <see cref="TrialWaits"/>.</param>
/// <param name="Spec">What that part told of it.</param>
/// <param name="Due">Of a timer.</param>
public sealed record TrialWaitNote(string Kind, JsonObject? Spec, DateTimeOffset? Due);
