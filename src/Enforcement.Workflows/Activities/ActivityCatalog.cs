using System.Collections.Frozen;

namespace Enforcement.Workflows.Activities;

/// <summary>The activity types a service knows. Built once, read by all.</summary>
public sealed partial class ActivityCatalog
{
    private readonly FrozenDictionary<string, Activity[]> byType;

    /// <exception cref="ArgumentException">Two activities have the same type name and version.</exception>
    public ActivityCatalog(IEnumerable<Activity> activities)
    {
        var all = activities.ToList();
        var twice = all.GroupBy(activity => (activity.Descriptor.TypeName, activity.Descriptor.Version))
            .FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"{twice.Key.TypeName} version {twice.Key.Version} is described twice.", nameof(activities));
        All = all;
        byType = all.GroupBy(activity => activity.Descriptor.TypeName)
            .ToFrozenDictionary(group => group.Key, group => group.OrderByDescending(activity => activity.Descriptor.Version).ToArray());
    }

    public IReadOnlyList<Activity> All { get; }

    /// <summary>
    /// Ids of the nodes at which the service begins instances of a definition whose beginning happened elsewhere
    /// (<see cref="Execution.StartStimulus.AtNodeId"/>); what is published has to go well from there too.
    /// </summary>
    public Func<Execution.WorkflowGraph, IEnumerable<string>> BeginsAt { get; init; } = _ => [];

    /// <summary>The exact version, else the newest of the type, else null.</summary>
    public Activity? Find(string typeName, int version) =>
        byType.TryGetValue(typeName, out var versions)
            ? versions.FirstOrDefault(activity => activity.Descriptor.Version == version) ?? versions[0]
            : null;
}
