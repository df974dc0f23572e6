using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Enforcement.Benchmarks.Harness;
using NpgsqlTypes;

namespace Enforcement.Benchmarks.Transitions;

/// <summary>
/// The writes of the loop as a script of pgbench: each turn one pipeline of prepared statements with its own begin and commit. No read, no lock
/// taken before, no row-level security, no engine: the limit that the step is measured against. What stays the same from round to round is a
/// parameter with that value; ids and counters are reckoned from the copy <c>n</c> and the round <c>r</c>.
/// </summary>
internal sealed partial class PgbenchScript
{
    private const int SuffixDigits = 32 - CaseCopies.DigitsAt - CaseCopies.Digits;

    private readonly Dictionary<Guid, (Guid First, int Rounds)> chains = [];
    private readonly Dictionary<string, string> variables = [];
    private readonly IReadOnlyList<CapturedTurn> first;
    private readonly IReadOnlyList<CapturedTurn> second;
    private readonly int copy;

    /// <param name="turns">Two rounds of the loop on one copy.</param>
    /// <param name="copy">Its number.</param>
    public PgbenchScript(IReadOnlyList<CapturedTurn> turns, int copy)
    {
        var half = turns.Count / 2;
        (first, second, this.copy) = ([.. turns.Take(half)], [.. turns.Skip(half)], copy);
        ChainIds();
        Text = Write();
    }

    public int TurnsPerRound => first.Count;

    public string Text { get; }

    /// <summary>The values that do not change, by name; each is an argument <c>-D</c>.</summary>
    public IReadOnlyDictionary<string, string> Variables => variables;

    /// <summary>An id of the second round is the next of its chain: the task that this round opens is the one that the next closes.</summary>
    private void ChainIds()
    {
        foreach (var (now, next) in Pairs())
            if (now is Guid one && next is Guid two && one != two)
            {
                chains.TryAdd(one, (one, 0));
                var (start, rounds) = chains[one];
                chains.TryAdd(two, (start, rounds + 1));
            }
    }

    private IEnumerable<(object? Now, object? Next)> Pairs()
    {
        foreach (var (turn, next) in first.Zip(second))
        {
            if (turn.Writes.Count != next.Writes.Count)
                throw new InvalidOperationException("Two rounds of the loop do not write the same.");
            foreach (var (write, later) in turn.Writes.Zip(next.Writes))
            foreach (var (parameter, other) in write.Parameters.Zip(later.Parameters))
                yield return (parameter.Value, other.Value);
        }
    }

    private string Write()
    {
        var script = new StringBuilder();
        script.AppendLine("\\set n :first + :client_id * :cases + (:i % :cases)");
        script.AppendLine("\\set r :i / :cases");
        script.AppendLine("\\set i :i + 1");
        foreach (var (turn, at) in first.Select((turn, at) => (turn, at)))
        {
            script.AppendLine("\\startpipeline").AppendLine("begin;");
            foreach (var (write, index) in turn.Writes.Select((write, index) => (write, index)))
                script.Append(SqlOf(write, second[at].Writes[index], $"v{at}_{index}")).AppendLine(";");
            script.AppendLine("commit;").AppendLine("\\endpipeline");
        }
        return script.ToString();
    }

    private string SqlOf(CapturedWrite write, CapturedWrite later, string name) =>
        Parameter()
            .Replace(
                write.Sql.ReplaceLineEndings(" "),
                match =>
                {
                    var at = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - 1;
                    var (type, value) = write.Parameters[at];
                    return Expression(type, value, later.Parameters[at].Value, $"{name}_{at}");
                }
            );

    private string Expression(NpgsqlDbType type, object? value, object? next, string name) =>
        (value, next) switch
        {
            (null, _) => $"null::{TypeName(type)}",
            ("", _) => "''", // pgbench defines no empty variable
            (Guid id, _) when chains.TryGetValue(id, out var link) => ChainedId(link.First, link.Rounds),
            (Guid id, _) when CaseCopies.IsOf(id, copy) => CopiedId(id),
            (int one, int two) when one != two => Counter(one, two),
            (int[] ones, int[] twos) => $"array[{string.Join(", ", ones.Zip(twos, Counter))}]",
            _ => Constant(type, value, name),
        };

    private static string Counter(int now, int next) => string.Create(CultureInfo.InvariantCulture, $"({now} + {next - now} * (:r)::int)");

    private static string CopiedId(Guid id) =>
        $"('{id.ToString("N")[..CaseCopies.DigitsAt]}' || lpad(to_hex((:n)::int), {CaseCopies.Digits}, '0') || '{Suffix(id)}')::uuid";

    /// <summary>The next ids of a chain count on from the random part of its first.</summary>
    private static string ChainedId(Guid start, int rounds)
    {
        var from = int.Parse(Suffix(start), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return $"('{start.ToString("N")[..CaseCopies.DigitsAt]}' || lpad(to_hex((:n)::int), {CaseCopies.Digits}, '0') "
            + $"|| lpad(to_hex(({from} + {rounds} + (:r)::int) & {0xFFFFFFF}), {SuffixDigits}, '0'))::uuid";
    }

    private static string Suffix(Guid id) => id.ToString("N")[(CaseCopies.DigitsAt + CaseCopies.Digits)..];

    private string Constant(NpgsqlDbType type, object value, string name)
    {
        variables[name] = Literal(value);
        return $"(:{name})::{TypeName(type)}";
    }

    private static string Literal(object value) =>
        value switch
        {
            byte[] bytes => "\\x" + Convert.ToHexStringLower(bytes),
            DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            bool yes => yes ? "true" : "false",
            string text => text,
            Array items => "{" + string.Join(",", items.Cast<object>().Select(item => Quoted(Literal(item)))) + "}",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    private static string Quoted(string item) =>
        "\"" + item.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static string TypeName(NpgsqlDbType type) =>
        (type & ~NpgsqlDbType.Array) switch
        {
            NpgsqlDbType.TimestampTz => "timestamptz",
            var plain => plain.ToString().ToLowerInvariant(),
        } + (type.HasFlag(NpgsqlDbType.Array) ? "[]" : "");

    [GeneratedRegex(@"\$(\d+)")]
    private static partial Regex Parameter();
}
