using System.Text.Json.Nodes;
using CsCheck;
using Enforcement.Workflows.Activities;
using Enforcement.Workflows.Definitions;
using Enforcement.Workflows.Execution;

namespace Enforcement.Workflows.Tests.Properties;

/// <summary>Volumes that an issue names run in full with LONG=1, at about one in a hundred otherwise.</summary>
internal static class TestSize
{
    public static long Of(long full) => Environment.GetEnvironmentVariable("LONG") == "1" ? full : Math.Max(1, full / 100);
}

public enum Kind
{
    Write,
    Wait,
    Choice,
    Fork,
    Any,
    All,
    Active,
    End,
}

public sealed record Line(int From, string Port, int To);

/// <summary>A flowchart of any shape: loops, forks, joins, choices and waits, good and bad.</summary>
public sealed record RandomChart(Kind[] Kinds, Line[] Lines, int Seed)
{
    private static readonly Kind[] Likely =
    [
        Kind.Write,
        Kind.Wait,
        Kind.Wait,
        Kind.Choice,
        Kind.Choice,
        Kind.Fork,
        Kind.Any,
        Kind.All,
        Kind.All,
        Kind.Active,
        Kind.Write,
        Kind.End,
    ];

    /// <summary>Every activity but the first is led to from an earlier one; further connections go anywhere.</summary>
    public static readonly Gen<RandomChart> Any =
        from count in Gen.Int[2, 9]
        from kinds in Gen.Int[0, Likely.Length - 1].Array[count]
        from ends in Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[0, 1]).Array[count, 2 * count]
        from order in Gen.Int[0, 1000].Array[2 * count]
        from seed in Gen.Int[0, 1_000_000]
        select Of([.. kinds.Select((kind, at) => at == 0 && Likely[kind] == Kind.End ? Kind.Write : Likely[kind])], ends, order, seed);

    public static string Name(int at) => "N" + at;

    public JsonObject Definition(bool isMended = false)
    {
        var drawn = string.Join(
            "; ",
            Kinds.Select((_, at) => Name(at)).Concat(Lines.Select(line => $"{Name(line.From)}:{line.Port} > {Name(line.To)}"))
        );
        var envelope = Draw.Envelope(Draw.Chart(drawn, [.. Kinds.Select((kind, at) => (Name(at), ActivityOf(kind)))]));
        return isMended ? envelope.WithMendedJoins() : envelope;
    }

    /// <param name="dice">What the choices roll.</param>
    public WorkflowGraph Compile(Dice dice, bool isMended = false) =>
        WorkflowGraph.Compile(
            WorkflowDefinition.Parse(Definition(isMended).ToJsonString()),
            new ActivityCatalog([.. ActivityCatalog.BuiltIn, new Choice(dice)])
        );

    public override string ToString() =>
        string.Join(' ', Kinds.Select((kind, at) => $"{Name(at)}={kind}"))
        + " | "
        + string.Join(' ', Lines.Select(line => $"{line.From}:{line.Port}>{line.To}"))
        + $" | seed {Seed}";

    private static RandomChart Of(Kind[] kinds, (int, int, int)[] ends, int[] order, int seed)
    {
        var lines = new List<Line>();
        for (var at = 0; at < ends.Length; at++)
        {
            var (one, other, port) = ends[at];
            var (from, to) = at < kinds.Length - 1 ? (one % (at + 1), at + 1) : (one % kinds.Length, other % kinds.Length);
            if (kinds[from] == Kind.End)
                continue;
            var name = kinds[from] is Kind.Choice or Kind.Fork ? "AB"[port].ToString() : Activity.Done;
            if (!lines.Contains(new Line(from, name, to)))
                lines.Add(new Line(from, name, to));
        }
        return new RandomChart(
            kinds,
            [.. lines.Select((line, at) => (line, order[at])).OrderBy(pair => pair.Item2).Select(pair => pair.line)],
            seed
        );
    }

    private static JsonObject ActivityOf(Kind kind) =>
        kind switch
        {
            Kind.Wait => Draw.Event("e"),
            Kind.Choice => Draw.Activity(Choice.TypeName),
            Kind.Fork => Draw.Activity("FlowFork", ("branches", Draw.Literal("String[]", Draw.Array("A", "B")))),
            Kind.Any => Draw.Join("WaitAny"),
            Kind.All => Draw.Join("WaitAll"),
            Kind.Active => Draw.Join("WaitAllActive"),
            Kind.End => Draw.Activity("End"),
            _ => Draw.Write("w"),
        };
}

/// <summary>The same seed rolls the same numbers in the same order.</summary>
public sealed class Dice(int seed)
{
    private uint rolled = (uint)seed * 2_654_435_761 + 12_345;

    public bool Roll()
    {
        rolled = rolled * 1_664_525 + 1_013_904_223;
        return (rolled >> 24 & 1) == 1;
    }
}

internal sealed class Choice(Dice dice) : Activity
{
    public const string TypeName = "Test.Choice";

    public override ActivityDescriptor Descriptor { get; } =
        new()
        {
            TypeName = TypeName,
            Category = ("测试", "Test"),
            DisplayName = ("选择", "Choice"),
            Outcomes = ["A", "B"],
        };

    public override void Execute(ActivityContext context) => context.Complete(dice.Roll() ? "A" : "B");
}
