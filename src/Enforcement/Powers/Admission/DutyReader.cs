using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Powers.Admission.Dispatch;
using Enforcement.Powers.Admission.Misfits;
using Enforcement.Powers.Admission.Requests;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Powers.Admission;

/// <param name="On">Admitted on that day; null: whenever.</param>
/// <param name="Organization">For that township, or in charge of that department; null: all.</param>
/// <param name="GapsOnly">Those with which something did not come.</param>
public sealed record DutyQuery(DateOnly? On, string? Organization, string? Level, bool GapsOnly)
{
    public bool Fits(DutyItem item) =>
        (On is not { } day || item.IsAdmittedOn(day))
        && (Level is null || item.Level == Level)
        && (!GapsOnly || item.Support.Gaps.Count > 0)
        && (Organization is null || Holder.Of(Organization) is var holder && (item.IsFor(holder) || item.Department == holder.Function));
}

/// <param name="Next">Opaque; null at the end.</param>
public sealed record DutySlice<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>One line of the chain of a request, a task or a report.</summary>
public sealed record DutyEvent(DateTimeOffset At, string Action, string? By, string? Organization);

/// <summary>How many tasks of a department were refused as outside the list, out of how many.</summary>
public sealed record RefusalCount(string Department, int Refused, int Sent);

/// <summary>Reads what the viewer's scope shows; row-level security decides. The list of items is everybody's.</summary>
public sealed class DutyReader(ScopedReads reads, DutyRights rights, OrganizationDirectory organizations)
{
    public async Task<IReadOnlyList<DutyItem>> ItemsAsync(DutyQuery query, CancellationToken cancel) =>
        [.. (await reads.RowsAsync(Scope.Nothing, DutyItemTable.ReadAll, DutyItemTable.From, cancel)).Where(query.Fits)];

    /// <summary>Newest first.</summary>
    /// <exception cref="MalformedException">A state that no list knows, or a cursor that is none.</exception>
    public Task<DutySlice<AdmissionRequest>> AdmissionsAsync(
        Actor actor,
        string? state,
        int limit,
        string? after,
        CancellationToken cancel
    ) =>
        SliceAsync(
            actor,
            AdmissionTable.Name,
            AdmissionTable.Columns,
            AdmissionStates.All,
            state,
            limit,
            after,
            AdmissionTable.From,
            it => it.Id,
            cancel
        );

    /// <inheritdoc cref="AdmissionsAsync"/>
    public Task<DutySlice<DutyTask>> TasksAsync(Actor actor, string? state, int limit, string? after, CancellationToken cancel) =>
        SliceAsync(
            actor,
            DutyTaskTable.Name,
            DutyTaskTable.Columns,
            DutyTaskStates.All,
            state,
            limit,
            after,
            DutyTaskTable.From,
            it => it.Id,
            cancel
        );

    /// <inheritdoc cref="AdmissionsAsync"/>
    public Task<DutySlice<Misfit>> MisfitsAsync(Actor actor, string? state, int limit, string? after, CancellationToken cancel) =>
        SliceAsync(
            actor,
            MisfitTable.Name,
            MisfitTable.Columns,
            MisfitStates.All,
            state,
            limit,
            after,
            MisfitTable.From,
            it => it.Id,
            cancel
        );

    /// <exception cref="NotVisibleException">There is no such request for this person.</exception>
    public Task<(AdmissionRequest Request, IReadOnlyList<DutyEvent> Events)> AdmissionAsync(
        Actor actor,
        Guid id,
        CancellationToken cancel
    ) => OneAsync(actor, id, AdmissionTable.Read(id), AdmissionTable.From, cancel);

    /// <exception cref="NotVisibleException">There is no such task for this person.</exception>
    public Task<(DutyTask Task, IReadOnlyList<DutyEvent> Events)> TaskAsync(Actor actor, Guid id, CancellationToken cancel) =>
        OneAsync(actor, id, DutyTaskTable.Read(id), DutyTaskTable.From, cancel);

    /// <summary>For those who oversee: what townships refused as outside the list, newest first.</summary>
    /// <exception cref="NotAllowedException"><c>duty.overseers-only</c>.</exception>
    public Task<DutySlice<DutyTask>> RefusalsAsync(Actor actor, int limit, string? after, CancellationToken cancel)
    {
        RequireOverseer(actor);
        return TasksAsync(actor, DutyTaskStates.Refused, limit, after, cancel);
    }

    /// <summary>By department, the most refused first.</summary>
    /// <exception cref="NotAllowedException"><c>duty.overseers-only</c>.</exception>
    public async Task<IReadOnlyList<RefusalCount>> RefusalCountsAsync(Actor actor, CancellationToken cancel)
    {
        RequireOverseer(actor);
        return await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                """
                select issuer_org, count(*) filter (where state = 'refused')::integer, count(*)::integer from duty_tasks
                group by issuer_org having count(*) filter (where state = 'refused') > 0 order by 2 desc, 1
                """
            ),
            row => new RefusalCount(row.GetString(0), row.GetInt32(1), row.GetInt32(2)),
            cancel
        );
    }

    /// <summary>Every pass that was taken, newest first.</summary>
    /// <exception cref="NotAllowedException"><c>duty.overseers-only</c>.</exception>
    public async Task<IReadOnlyList<DutyPass>> PassesAsync(Actor actor, CancellationToken cancel)
    {
        RequireOverseer(actor);
        return await reads.RowsAsync(
            actor.Scope,
            Statement.Of($"select {DutyPassTable.Columns} from duty_passes order by id desc limit $1", P.Int(Workbooks.MostRows)),
            DutyPassTable.From,
            cancel
        );
    }

    /// <summary>The townships of a department's county, for its forms.</summary>
    public IReadOnlyList<Organization> TownshipsOf(string? body) =>
        organizations.Find(body)?.County is { } county
            ?
            [
                .. organizations
                    .Known.Values.Where(it => it.IsTownship && it.County == county)
                    .OrderBy(it => it.Code, StringComparer.Ordinal),
            ]
            : [];

    private void RequireOverseer(Actor actor)
    {
        if (!rights.MayOversee(actor))
            throw DutyRefusals.OverseersOnly();
    }

    private async Task<DutySlice<T>> SliceAsync<T>(
        Actor actor,
        string table,
        string columns,
        IReadOnlyList<string> states,
        string? state,
        int limit,
        string? after,
        Func<NpgsqlDataReader, T> map,
        Func<T, Guid> idOf,
        CancellationToken cancel
    )
    {
        if (state is { Length: > 0 } && !states.Contains(state))
            throw new MalformedException(("state", "unknown"));
        var before = Paging.Before(after);
        var rows = await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"select {columns} from {table} where ($1::text is null or state = $1) and id < $2 order by id desc limit $3",
                P.Text(state is { Length: > 0 } ? state : null),
                P.Uuid(before),
                P.Int(limit + 1)
            ),
            map,
            cancel
        );
        var items = rows.Take(limit).ToList();
        return new DutySlice<T>(items, rows.Count > limit ? idOf(items[^1]).ToString() : null);
    }

    private Task<(T, IReadOnlyList<DutyEvent>)> OneAsync<T>(
        Actor actor,
        Guid id,
        Statement one,
        Func<NpgsqlDataReader, T> map,
        CancellationToken cancel
    ) =>
        reads.ReadAsync(
            actor.Scope,
            [
                one,
                Statement.Of(
                    "select at, content from duty_events where county_code = $1 and subject_id = $2 order by seq",
                    P.Text(RowId.CountyOf(id)),
                    P.Uuid(id)
                ),
            ],
            async reader =>
                await reader.RowsAsync(map, cancel) is [var found]
                    ? (found, (IReadOnlyList<DutyEvent>)await reader.RowsAsync(EventOf, cancel))
                    : throw new NotVisibleException(),
            cancel
        );

    private static DutyEvent EventOf(NpgsqlDataReader row)
    {
        var content = JsonNode.Parse(row.GetString(1))!;
        var by = content["by"];
        return new DutyEvent(
            row.GetFieldValue<DateTimeOffset>(0),
            content["action"]!.GetValue<string>(),
            by?["name"]?.GetValue<string>(),
            by?["organization"]?.GetValue<string>()
        );
    }
}
