using Enforcement.Identity;
using Enforcement.Shell;
using Enforcement.Workflows.Execution;

namespace Enforcement.Processes.Trials;

/// <summary>A workflow admin tries a definition: a version that is kept here, or a draft. It runs to its first waits.</summary>
public sealed class StartTrial(Steps steps, Trials trials, Definitions definitions)
{
    /// <exception cref="NotAllowedException"><c>trial.admins-only</c>.</exception>
    /// <exception cref="MalformedException">Neither a definition nor a draft, or one that cannot be read.</exception>
    /// <exception cref="RefusedException"><c>trial.too-many</c>, <c>trial.too-big</c>.</exception>
    public async Task<Trial> RunAsync(Actor admin, TrialRequest request, CancellationToken cancel)
    {
        var post = TrialRights.PostOf(admin);
        var (draft, version, graph) = request.Definition is null
            ? await KeptAsync(request, cancel)
            : Drafted(Trials.Read("definition", request.Definition, Trials.LongestDefinition).ToJsonString(StepServices.Json));
        return await StartAsync(admin, post, request, draft, version, graph, cancel);
    }

    /// <summary>The draft as text, such as a file.</summary>
    /// <inheritdoc cref="RunAsync(Actor, TrialRequest, CancellationToken)"/>
    public async Task<Trial> RunAsync(Actor admin, string draft, TrialRequest request, CancellationToken cancel)
    {
        var post = TrialRights.PostOf(admin);
        var (given, version, graph) = Drafted(draft);
        return await StartAsync(admin, post, request, given, version, graph, cancel);
    }

    private async Task<Trial> StartAsync(
        Actor admin,
        Post post,
        TrialRequest request,
        string? draft,
        LoadedDefinition? version,
        WorkflowGraph graph,
        CancellationToken cancel
    )
    {
        var input = Trials.Read("input", request.Input);
        var facts = trials.FactsOf(post, request.Facts);
        var others = new StepRead<object>(TrialTable.Count(post.Organization, steps.Now), row => row.GetInt64(0));
        await using var step = await steps.BeginNewAsync(admin, cancel, others);
        if ((long)others.Row >= Trial.Most)
            throw TrialRefusals.TooMany();

        var definition = graph.Definition;
        var trial = new Trial
        {
            Id = Guid.CreateVersion7(step.Now),
            Organization = post.Organization,
            StartedBy = admin.PersonId,
            StartedAt = step.Now,
            UsedAt = step.Now,
            DefinitionId = TrialRecord.Short(version?.DefinitionId ?? definition.DefinitionId),
            Name = TrialRecord.Short(definition.Name is { Length: > 0 } name ? name : definition.DefinitionId),
            Version = version?.Version,
            VersionId = version?.VersionId,
            Draft = draft,
            Record = new TrialRecord { Facts = facts },
        };
        trials.On(trial, graph, step.Now).Start(input);
        step.Write(TrialTable.Insert(trial));
        await step.CommitAsync(cancel, () => new TrialStarted(trial.Id), StatusCodes.Status201Created);
        return trial;
    }

    private (string? Draft, LoadedDefinition? Version, WorkflowGraph Graph) Drafted(string json)
    {
        var definition = Trials.Parse(json);
        return (definition.ToJson(), null, trials.Compile(definition));
    }

    private async Task<(string? Draft, LoadedDefinition? Version, WorkflowGraph Graph)> KeptAsync(
        TrialRequest request,
        CancellationToken cancel
    )
    {
        var id = PlainText.Required("definitionId", request.DefinitionId, 200);
        var version =
            await definitions.FindAsync(id, request.Version, cancel)
            ?? throw new MalformedException((request.Version is null ? "definitionId" : "version", "unknown"));
        return (null, version, version.Graph);
    }
}

public sealed record TrialStarted(Guid Id);
