using System.Text.Json.Nodes;

namespace Enforcement.Workflows.Activities;

/// <summary>A text for the designer in both languages.</summary>
public sealed record Label(string Chinese, string English)
{
    public static implicit operator Label((string Chinese, string English) both) => new(both.Chinese, both.English);
}

/// <summary>What the designer offers and the compiler checks about one activity type.</summary>
public sealed record ActivityDescriptor
{
    /// <summary>Such as <c>Elsa.WriteLine</c>; with <see cref="Version"/> the key in the catalog.</summary>
    public required string TypeName { get; init; }
    public int Version { get; init; } = 1;
    public required Label Category { get; init; }
    public required Label DisplayName { get; init; }
    public Label? Description { get; init; }
    public ActivityKind Kind { get; init; } = ActivityKind.Action;
    public IReadOnlyList<InputDescriptor> Inputs { get; init; } = [];
    public IReadOnlyList<OutputDescriptor> Outputs { get; init; } = [];

    /// <summary>The ports when they are the same at every node; see <see cref="Activity.OutcomesOf"/> for the others.</summary>
    public IReadOnlyList<string> Outcomes { get; init; } = [Activity.Done];

    /// <summary>Properties that hold one embedded activity (<c>body</c>, <c>then</c>).</summary>
    public IReadOnlyList<string> Slots { get; init; } = [];
    public bool IsContainer { get; init; }
    public bool IsBrowsable { get; init; } = true;

    /// <summary>Has no way in.</summary>
    public bool IsStart { get; init; }

    /// <summary>An enclosing flowchart or sequence completes as soon as this completes, cancelling what is still open in it.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Texts of outcomes in the designer, by outcome; absent means the outcome's own name.</summary>
    public IReadOnlyDictionary<string, Label> OutcomeLabels { get; init; } = new Dictionary<string, Label>();

    /// <summary>The C# class name's place in Elsa: what default node names are made from.</summary>
    public string ShortName => TypeName[(TypeName.LastIndexOf('.') + 1)..];
}

public enum ActivityKind
{
    Action,
    Trigger,
    Job,
    Task,
}

/// <summary>One input. In JSON it stands under the camel-cased name, wrapped as <c>{typeName, expression}</c> unless <see cref="IsWrapped"/> is false.</summary>
public sealed record InputDescriptor(string Name, string TypeName)
{
    public Label? DisplayName { get; init; }
    public Label? Description { get; init; }
    public bool Required { get; init; }

    /// <summary>Used when the definition leaves the input out: Elsa Studio shows defaults but does not store them.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>False: a plain JSON property, read by <see cref="ActivityContext.Raw"/> and never evaluated.</summary>
    public bool IsWrapped { get; init; } = true;

    /// <summary>True: not evaluated before the activity runs, but each time it asks.</summary>
    public bool IsLazy { get; init; }

    /// <summary>True: the value never reaches the log.</summary>
    public bool IsSensitive { get; init; }
    public string UiHint { get; init; } = "singleline";
    public JsonNode? UiSpecifications { get; init; }
    public string DefaultSyntax { get; init; } = "Literal";
    public string? Category { get; init; }
}

public sealed record OutputDescriptor(string Name, string TypeName)
{
    public Label? DisplayName { get; init; }
    public Label? Description { get; init; }
}
