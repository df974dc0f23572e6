using System.Text;
using System.Text.Json.Nodes;
using Enforcement.Designer.Drafts;
using Enforcement.Designer.Palette;
using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Designer.Elsa;

/// <param name="Properties">Studio's editor language, where there is one.</param>
public sealed record ExpressionDescriptor(string Type, string DisplayName, bool IsSerializable, bool IsBrowsable, JsonObject Properties);

public sealed record VariableDescriptor(string TypeName, string DisplayName, string Category, string? Description);

public sealed record StorageDescriptor(string TypeName, string DisplayName, double Priority, bool Deprecated);

public sealed record StrategyDescriptor(string TypeName, string DisplayName, string? Description);

public sealed record CommitStrategy(string Name, string DisplayName, string? Description);

public sealed record TypeDefinitionsRequest(string? WorkflowDefinitionId, string? ActivityTypeName = null, string? PropertyName = null);

/// <summary>What may be drawn and written, for Studio's toolbox and panels.</summary>
internal static class DescriptorEndpoints
{
    private static readonly string[] VariableTypes =
    [
        "String",
        "Boolean",
        "Int32",
        "Int64",
        "Decimal",
        "Double",
        "DateTimeOffset",
        "DateOnly",
        "TimeSpan",
        "Guid",
        "Object",
    ];

    public static void MapDescriptors(this RouteGroupBuilder elsa)
    {
        // No feature of Elsa's own is on: without SignalR Studio asks again every few seconds.
        elsa.MapGet("/features/installed", () => TypedResults.Ok(new ItemList<object>([], 0)));
        elsa.MapGet("/package/version", () => TypedResults.Ok(new { packageVersion = "3.8.2" }));
        elsa.MapGet(
                "/descriptors/activities",
                (ActivityPalette palette) => TypedResults.Ok(new ItemList<ElsaActivity>(palette.Activities(), palette.Activities().Count))
            )
            .WithSummary("Every activity that the engine runs, in the reader's language.");
        elsa.MapGet("/descriptors/expression-descriptors", () => Listed(Expressions()));
        elsa.MapGet(
            "/descriptors/variables",
            () =>
                Listed(
                    VariableTypes.Select(type => new VariableDescriptor(
                        type,
                        Texts.Of($"palette.type.{type}"),
                        Texts.Of("palette.types"),
                        null
                    ))
                )
        );
        elsa.MapGet(
            "/descriptors/storage-drivers",
            () => Listed([new StorageDescriptor("WorkflowInstance", Texts.Of("palette.storage"), 5, false)])
        );
        foreach (var none in new[] { "incident-strategies", "log-persistence-strategies", "workflow-activation-strategies" })
            elsa.MapGet($"/descriptors/{none}", () => Listed([new StrategyDescriptor("Default", Texts.Of("palette.strategy"), null)]));
        foreach (var none in new[] { "workflows", "activities" })
            elsa.MapGet(
                $"/descriptors/commit-strategies/{none}",
                () => Listed([new CommitStrategy("Default", Texts.Of("palette.strategy"), null)])
            );
        elsa.MapGet("/descriptors/output-converters", () => Listed(Array.Empty<StrategyDescriptor>()));
        // No input asks for its options anew each time: ten calls and more for every click on an activity.
        elsa.MapPost("/descriptors/activities/{typeName}/options/{inputName}", () => TypedResults.Ok(new { items = new JsonObject() }));
        elsa.MapPost(
                "/scripting/javascript/type-definitions/{definitionId}",
                async (string definitionId, IActing acting, DefinitionReader reader, CancellationToken cancel) =>
                {
                    var found = (await reader.OfAsync(await acting.GetAsync(cancel), definitionId, cancel)).FirstOrDefault(it =>
                        it.IsLatest
                    );
                    return TypedResults.Text(ScriptTypes.Of(found?.Content), "application/x-typescript", Encoding.UTF8);
                }
            )
            .WithSummary("What scripts may use, as TypeScript for the editor's completion.");
    }

    /// <summary>Only what the engine evaluates.</summary>
    private static IEnumerable<ExpressionDescriptor> Expressions()
    {
        yield return Expression("Literal", isBrowsable: false);
        yield return Expression("Object", isBrowsable: false, "json");
        yield return Expression("Variable");
        yield return Expression("Input");
        yield return Expression("Output", isBrowsable: false);
        yield return Expression("JavaScript", language: "javascript");
        yield return Expression("Liquid", language: "liquid");
    }

    private static ExpressionDescriptor Expression(string type, bool isBrowsable = true, string? language = null) =>
        new(
            type,
            Texts.Of($"palette.expression.{type}"),
            true,
            isBrowsable,
            language is null ? [] : new JsonObject { ["MonacoLanguage"] = language }
        );

    private static Microsoft.AspNetCore.Http.HttpResults.Ok<ItemList<T>> Listed<T>(IEnumerable<T> items)
    {
        var all = items.ToList();
        return TypedResults.Ok(new ItemList<T>(all, all.Count));
    }
}
