using System.Collections.Frozen;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Acornima.Ast;
using Enforcement.Workflows.Activities;
using Jint;

namespace Enforcement.Workflows.Expressions;

/// <summary>A script, parsed once. Every evaluation gets an engine of its own, furnished with what the text mentions and nothing else.</summary>
internal sealed partial class JavaScriptExpression : Expression
{
    /// <summary>
    /// What takes memory or time that no limit of the script engine sees: buffers outside of its accounts, and numbers without end.
    /// </summary>
    public static readonly string[] GreedyNames =
    [
        "ArrayBuffer",
        "SharedArrayBuffer",
        "DataView",
        "Atomics",
        "Int8Array",
        "Uint8Array",
        "Uint8ClampedArray",
        "Int16Array",
        "Uint16Array",
        "Int32Array",
        "Uint32Array",
        "Float16Array",
        "Float32Array",
        "Float64Array",
        "BigInt64Array",
        "BigUint64Array",
        "BigInt",
        "Temporal",
        "WebAssembly",
    ];

    /// <summary>These too: types and libraries that a stock Elsa server offers, or can be set to. Scripts reach neither .NET nor the outside here.</summary>
    private static readonly FrozenSet<string> NamesNotOffered = FrozenSet.ToFrozenSet([
        .. GreedyNames,
        "DateTime",
        "DateTimeOffset",
        "TimeSpan",
        "Guid",
        "Random",
        "LogPersistenceMode",
        "System",
        "importNamespace",
        "_",
        "lodash",
        "moment",
    ]);

    private readonly Prepared<Script> script;

    private JavaScriptExpression(string text, Prepared<Script> script)
    {
        this.script = script;
        Words = Word().Matches(text).Select(match => match.Value).ToFrozenSet();
        NeedsGuards = ScriptGuards.AreNeeded(text, Words);
        NotOffered = Words.Overlaps(NamesNotOffered) ? FirstNotOffered(script.Program!) : null;
        VariableNames = [.. VariableMention().Matches(text).Select(match => match.Groups[1].Value).Distinct()];
    }

    /// <summary>Every identifier in the text.</summary>
    public FrozenSet<string> Words { get; }

    /// <summary>It could make something large.</summary>
    public bool NeedsGuards { get; }

    /// <summary>The first type or library that it uses and that is not offered here: it would fail when it comes to it. Null: none.</summary>
    public string? NotOffered { get; }

    /// <summary>The names after <c>variables.</c></summary>
    public string[] VariableNames { get; }

    /// <exception cref="ScriptSyntaxException">It does not parse.</exception>
    public static JavaScriptExpression Parse(string text)
    {
        try
        {
            var options = ScriptPreparationOptions.Default with
            {
                ParsingOptions = ScriptParsingOptions.Default with { AllowReturnOutsideFunction = true, Tolerant = false },
            };
            var script = Engine.PrepareScript(text, strict: false, options: options);
            // One product of two large ones can take minutes, and nothing interrupts it.
            if (script.Program!.DescendantNodesAndSelf().Any(node => node is BigIntLiteral))
                throw new ScriptSyntaxException("Numbers of any length, such as 1n, are not offered.");
            return new JavaScriptExpression(text, script);
        }
        catch (Exception fault) when (fault is ScriptPreparationException or Acornima.ParseErrorException)
        {
            throw new ScriptSyntaxException(fault.InnerException?.Message ?? fault.Message, fault);
        }
    }

    public override JsonNode? Evaluate(ActivityContext context) => Run(context).Result;

    /// <returns>The value, and the outcomes if the script set any.</returns>
    public (JsonNode? Result, IReadOnlyList<string>? Outcomes) Run(ActivityContext context) =>
        new ScriptRoom(context, this).Evaluate(script);

    private static string? FirstNotOffered(Script program)
    {
        var nodes = program.DescendantNodesAndSelf().ToList();
        // A name that the script itself gives to something means that, wherever it stands.
        var own = nodes.SelectMany(Declared).OfType<Identifier>().Select(name => name.Name).ToHashSet(StringComparer.Ordinal);
        return nodes
            .Select(node =>
                node switch
                {
                    MemberExpression member => member.Object,
                    NewExpression made => made.Callee,
                    CallExpression call => call.Callee,
                    _ => null,
                }
            )
            .OfType<Identifier>()
            .Select(name => name.Name)
            .FirstOrDefault(name => NamesNotOffered.Contains(name) && !own.Contains(name));
    }

    private static IEnumerable<Node?> Declared(Node node) =>
        node switch
        {
            VariableDeclarator variable => variable.Id.DescendantNodesAndSelf(),
            IFunction function => function.Params.SelectMany(it => it.DescendantNodesAndSelf()).Append(function.Id),
            IClass type => [type.Id],
            CatchClause { Param: { } caught } => caught.DescendantNodesAndSelf(),
            _ => [],
        };

    [GeneratedRegex(@"[\p{L}_$][\p{L}\p{N}_$]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"\bvariables\s*\??\.\s*([\p{L}_$][\p{L}\p{N}_$]*)")]
    private static partial Regex VariableMention();
}
