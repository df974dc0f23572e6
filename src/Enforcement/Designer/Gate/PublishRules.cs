using System.Text.Json;
using System.Text.Json.Serialization;
using Enforcement.Cases;
using Enforcement.Processes;
using Enforcement.Processes.Bindings;

namespace Enforcement.Designer.Gate;

/// <summary>
/// The rules that a definition is held to before it may be published: data, with law and date, in <c>Data/publish-rules.json</c>. Three kinds:
/// demands on the order of steps, demands on one task, and words that no task may ask for.
/// </summary>
/// <param name="Profiles">Those there are, each with the cases it is for: what they are bound to carries it.</param>
/// <param name="Marks">What a step is to the rules, by name: any of the patterns.</param>
public sealed record PublishRules(
    IReadOnlyDictionary<string, ProfiledCases> Profiles,
    IReadOnlyDictionary<string, IReadOnlyList<StepPattern>> Marks,
    IReadOnlyList<OrderRule> Demands,
    IReadOnlyList<TaskRule> Tasks,
    TargetRule Targets
)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static PublishRules Shipped { get; } = Load();

    /// <summary>May cases of this scope open on a definition that carries this profile?</summary>
    public bool Fits(string? profile, BindingScope cases) =>
        profile is not null && Profiles.TryGetValue(profile, out var due) && due == ProfiledCases.Of(cases);

    /// <summary>What a definition for such cases has to carry; null: there are no rules for them yet.</summary>
    public string? ProfileOf(BindingScope cases) => Profiles.FirstOrDefault(it => it.Value == ProfiledCases.Of(cases)).Key;

    private static PublishRules Load()
    {
        using var data = typeof(PublishRules).Assembly.GetManifestResourceStream("data/publish-rules.json")!;
        return JsonSerializer.Deserialize<PublishRules>(data, Json)!;
    }
}

/// <summary>Whose rules a profile stands for.</summary>
/// <param name="Procedure">One of <see cref="Procedures"/>.</param>
public sealed record ProfiledCases(string Procedure, CaseKind Level)
{
    public static ProfiledCases Of(BindingScope cases) => new(cases.Procedure, cases.Level);
}

/// <param name="Since">First day on which it is asked.</param>
/// <param name="Profiles">The procedures it is for, as <c>customProperties.enforcement.profile</c> names them; null: all.</param>
public abstract record PublishRule(string Code, DateOnly Since, Law Law, IReadOnlyList<string>? Profiles = null)
{
    public bool AppliesTo(string? profile, DateOnly on) =>
        Since <= on && (Profiles is null || (profile is not null && Profiles.Contains(profile)));
}

/// <summary>Once <c>After</c>, no <c>Not</c> until <c>Until</c>; each names a mark.</summary>
/// <param name="After">Null: from the start.</param>
public sealed record OrderRule(
    string Code,
    DateOnly Since,
    Law Law,
    string Not,
    string Until,
    string? After = null,
    IReadOnlyList<string>? Profiles = null
) : PublishRule(Code, Since, Law, Profiles);

/// <summary>Whatever task the pattern fits has one of these clocks, one of these roles, two officers, a way out when its time is over.</summary>
public sealed record TaskRule(
    string Code,
    DateOnly Since,
    Law Law,
    StepPattern Where,
    IReadOnlyList<string>? Clock = null,
    IReadOnlyList<string>? Roles = null,
    bool TwoOfficers = false,
    bool Timeout = false,
    IReadOnlyList<string>? Profiles = null
) : PublishRule(Code, Since, Law, Profiles);

/// <summary>Words that say a task's result is a target or a letter of responsibility.</summary>
public sealed record TargetRule(IReadOnlyList<string> Words, Law Law, DateOnly Since);
