namespace Enforcement.Tests.Architecture;

/// <summary>
/// The walls between the rooms of the service. A slice uses what stands before it in <see cref="Order"/>, never its neighbours on the same step and
/// never what comes after; what an inner one needs from an outer one comes by registration. A new top-level namespace needs a place here.
/// </summary>
public sealed class SliceOrderTests
{
    private static readonly string[][] Order =
    [
        ["Identity"],
        ["Cases"],
        ["Processes"],
        ["Notifications"],
        ["Powers", "Evidence", "Documents"],
        ["Deadlines"],
        ["Tasks"],
        ["Patrols", "Escalations", "JointOperations", "Publicity"],
        ["Handoffs"],
        ["Supervision", "Designer"],
        ["CaseDesk"],
        ["Sample"],
    ];

    /// <summary>Open to everybody; they themselves use each other and Identity. The engine is another assembly and cannot use the service at all.</summary>
    private static readonly string[] Open = ["Persistence", "Jobs", "Shell", "Workflows"];

    /// <summary>Each is a debt or a reason, by the type that crosses the wall and the room it looks into.</summary>
    private static readonly (string Type, string Room)[] Exceptions =
    [
        // A document cites the law of its matter: the two stand on one step, and documents read the power list, never the other way round.
        ("DocumentModel", "Powers"),
        ("DocumentModels", "Powers"),
        // The shell answers for every route, so it knows what a step may say (answered before, a key of the request) and how it spells JSON.
        ("Problems", "Processes"),
        ("ShellServices", "Processes"),
        ("StatusPages", "Processes"),
    ];

    private static readonly IReadOnlyList<Use> Uses = Read();

    [Fact]
    public void Every_room_has_its_place() =>
        Uses.SelectMany(use => new[] { use.From, use.To })
            .Distinct()
            .Where(room => !Open.Contains(room) && StepOf(room) < 0)
            .ShouldBeEmpty();

    [Fact]
    public void A_slice_uses_what_stands_before_it_and_never_what_comes_after() =>
        Uses.Where(use => !IsAllowed(use) && !Exceptions.Contains((use.Type, use.To)))
            .Select(use => $"{use.From}/{use.Type} uses {use.To}/{use.Target}")
            .Order()
            .ShouldBeEmpty();

    [Fact]
    public void Every_exception_is_still_needed() =>
        Exceptions.Except(Uses.Where(use => !IsAllowed(use)).Select(use => (use.Type, use.To))).ShouldBeEmpty();

    /// <summary>Asked of the reader, not of the rooms: would a use inside an async lambda be seen?</summary>
    [Fact]
    public void What_happens_inside_a_lambda_or_an_await_is_seen_too() =>
        Uses.ShouldContain(use => use.From == "Escalations" && use.Type == "EscalationEndpoints" && use.To == "Processes");

    private static bool IsAllowed(Use use) =>
        use.From == use.To
        || Open.Contains(use.To)
        || (Open.Contains(use.From) ? use.To == "Identity" : StepOf(use.To) >= 0 && StepOf(use.To) < StepOf(use.From));

    private static int StepOf(string room) => Array.FindIndex(Order, step => step.Contains(room));

    private static List<Use> Read() =>
        [
            .. from pair in TypeUses.In(typeof(Program).Assembly.Location)
            let @from = RoomOf(pair.User)
            let to = RoomOf(pair.Used)
            where @from is not null && to is not null && @from != to
            select new Use(@from, pair.User.Name, to, pair.Used.Name),
        ];

    /// <summary>Null: the root of the service, which composes it and holds the words for saying no; or what a compiler made beside ours.</summary>
    private static string? RoomOf(TypeName type) => type.Namespace.Split('.') is ["Enforcement", var room, ..] ? room : null;

    private sealed record Use(string From, string Type, string To, string Target);
}
