using System.Text.Json;
using System.Text.Json.Serialization;
using Enforcement.Processes;

namespace Enforcement.Designer.Gate;

/// <summary>
/// The rules that a definition is held to before it may be published: data, with law and date, in <c>Data/publish-rules.json</c>. Three kinds:
/// demands on the order of steps, demands on one task, and words that no task may ask for.
/// </summary>
/// <param name="Profiles">The procedures there are, each with the definition that cases of it open on: no other profile fits that definition.</param>
/// <param name="Marks">What a step is to the rules, by name: any of the patterns.</param>
public sealed record PublishRules(
    IReadOnlyDictionary<string, string> Profiles,
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

    private static PublishRules Load()
    {
        using var data = typeof(PublishRules).Assembly.GetManifestResourceStream("data/publish-rules.json")!;
        return JsonSerializer.Deserialize<PublishRules>(data, Json)!;
    }
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
