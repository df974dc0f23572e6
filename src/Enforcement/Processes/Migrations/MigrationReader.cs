using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes.Repairs;
using Enforcement.Shell;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.Processes.Migrations;

/// <summary>Plans, how far they have come, what they would do and what they did; for the workflow admins of their region.</summary>
public sealed class MigrationReader(ScopedReads reads, Definitions definitions)
{
    public const int MostRows = 200;

    /// <summary>In search of cases that would be refused, per page: about a tenth of a second.</summary>
    public const int MostLooked = 500;

    private const string InRegions = "exists (select from unnest($1::text[]) r where left(p.region, length(r)) = r)";

    private const string From = $"""
        select {MigrationTable.Columns}, f.name, f.version, t.version, a.name, d.name, c.name
        from workflow_migrations p
        join workflow_definitions f on f.id = p.from_version_id
        join workflow_definitions t on t.id = p.to_version_id
        left join accounts a on a.id = p.asked_by
        left join accounts d on d.id = p.decided_by
        left join accounts c on c.id = p.changed_by
        """;

    /// <summary>Newest first.</summary>
    /// <exception cref="NotAllowedException"><c>migration.not-yours</c>.</exception>
    public async Task<MigrationPage> ListAsync(Actor actor, int limit, string? after, CancellationToken cancel)
    {
        var regions = MigrationRights.RegionsOf(actor);
        var before = after is null ? (PageCursor?)null : PageCursor.Read(after);
        var rows = await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"{From} where {InRegions} and ($2::timestamptz is null or (p.asked_at, p.id) < ($2, $3)) order by p.asked_at desc, p.id desc limit $4",
                P.Texts(regions),
                P.Time(before?.At),
                P.Uuid(before?.Id),
                P.Int(limit + 1)
            ),
            ViewFrom,
            cancel
        );
        var page = rows.Take(limit).ToList();
        return new MigrationPage(page, rows.Count > limit ? new PageCursor(page[^1].Plan.AskedAt, page[^1].Plan.Id).ToString() : null);
    }

    /// <exception cref="NotAllowedException"><c>migration.not-yours</c>.</exception>
    /// <exception cref="NotVisibleException">There is no such plan in the actor's region.</exception>
    public async Task<MigrationDetail> OneAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        var regions = MigrationRights.RegionsOf(actor);
        var (views, counts, remaining) = await reads.ReadAsync(
            actor.Scope,
            [
                Statement.Of($"{From} where {InRegions} and p.id = $2", P.Texts(regions), P.Uuid(id)),
                Statement.Of("select state, count(*)::integer from migrated_cases where migration_id = $1 group by state", P.Uuid(id)),
                Statement.Of(
                    "select guard.running_cases(p.from_version_id, array[p.region], p.id) from workflow_migrations p where p.id = $1",
                    P.Uuid(id)
                ),
            ],
            async reader =>
                (
                    await reader.RowsAsync(ViewFrom, cancel),
                    (await reader.RowsAsync(row => (row.GetString(0), row.GetInt32(1)), cancel)).ToDictionary(),
                    await reader.RowsAsync(row => row.GetInt32(0), cancel)
                ),
            cancel
        );
        var view = views.SingleOrDefault() ?? throw new NotVisibleException();
        var (from, to) = await GraphsAsync(view.Plan, cancel);
        return new MigrationDetail(
            view,
            new MigrationProgress(
                counts.GetValueOrDefault(MigratedCase.Moved),
                counts.GetValueOrDefault(MigratedCase.Refused),
                counts.GetValueOrDefault(MigratedCase.Undone),
                counts.GetValueOrDefault(MigratedCase.Kept),
                remaining[0]
            ),
            NodeMapping.Of(from, to, view.Plan.Nodes)
        );
    }

    /// <summary>
    /// What the plan would do to the cases that still run on the version left, a page of them at a time: whoever asks waits for as many as are shown,
    /// however many there are. Nothing is written.
    /// </summary>
    /// <param name="onlyRefused">Passes over what would go; looks at <see cref="MostLooked"/> cases at most, so that a page may have few rows or none.</param>
    /// <param name="after">The last case that the page before looked at; the number of all of them comes with the first page only.</param>
    /// <exception cref="NotAllowedException"><c>migration.not-yours</c>.</exception>
    /// <exception cref="NotVisibleException">There is no such plan in the actor's region.</exception>
    public async Task<MigrationPreview> PreviewAsync(
        Actor actor,
        Guid id,
        bool onlyRefused,
        int limit,
        string? after,
        CancellationToken cancel
    )
    {
        var plan = await PlanAsync(actor, id, cancel);
        var (from, to) = await GraphsAsync(plan, cancel);
        var last = CaseCursor(after);
        var most = onlyRefused ? MostLooked : limit;
        var states = ReadRunning(plan, last, most + 1);
        var (cases, running) = await reads.ReadAsync(
            actor.Scope,
            last is null ? [states, CountRunning(plan)] : [states],
            async reader =>
                (
                    await reader.RowsAsync(RunningFrom, cancel),
                    last is null ? (await reader.RowsAsync(row => row.GetInt32(0), cancel))[0] : (int?)null
                ),
            cancel
        );
        var rows = new List<PreviewRow>();
        var codes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (looked, refused) = (0, 0);
        foreach (var row in cases.Take(most).TakeWhile(_ => rows.Count < limit))
        {
            var move = Try(row.State, from, to, plan);
            looked++;
            refused += move.Refusals.Count > 0 ? 1 : 0;
            foreach (var code in move.Refusals.Select(refusal => refusal.Code).Distinct())
                codes[code] = codes.GetValueOrDefault(code) + 1;
            if (!onlyRefused || move.Refusals.Count > 0)
                rows.Add(View(row, move, from, to));
        }
        return new MigrationPreview(
            new PreviewCounts(running, looked, looked - refused, refused, codes),
            rows,
            cases.Count > looked ? cases[looked - 1].Id.ToString() : null
        );
    }

    /// <summary>What became of each case, in the order in which they are moved.</summary>
    /// <param name="state">One of the states of <see cref="MigratedCase"/>; null: all.</param>
    /// <exception cref="NotAllowedException"><c>migration.not-yours</c>.</exception>
    /// <exception cref="NotVisibleException">There is no such plan in the actor's region.</exception>
    public async Task<LedgerPage> LedgerAsync(Actor actor, Guid id, string? state, int limit, string? after, CancellationToken cancel)
    {
        var plan = await PlanAsync(actor, id, cancel);
        var (from, to) = await GraphsAsync(plan, cancel);
        var last = CaseCursor(after);
        var rows = await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                $"""
                select {LedgerTable.Columns}, c.number, c.title, n.version, a.name, m.undone_at
                from migrated_cases m
                join cases c on c.county_code = m.county_code and c.id = m.case_id
                join instances n on n.county_code = m.county_code and n.id = m.case_id
                left join accounts a on a.id = m.undone_by
                where m.migration_id = $1 and (m.county_code, m.case_id) > ($2, $3) and ($4::text is null or m.state = $4)
                order by m.county_code, m.case_id limit $5
                """,
                P.Uuid(id),
                P.Text(last is { } it ? RowId.CountyOf(it) : ""),
                P.Uuid(last ?? Guid.Empty),
                P.Text(state),
                P.Int(limit + 1)
            ),
            row =>
            {
                var entry = LedgerTable.From(row);
                return new LedgerRow(
                    entry.Case.Id,
                    row.GetString(LedgerTable.ColumnCount),
                    row.GetString(LedgerTable.ColumnCount + 1),
                    entry.State,
                    entry.Code,
                    [.. entry.Findings.Select(finding => MoveNote.Of(finding, from, to))],
                    entry.At,
                    entry.State == MigratedCase.Moved && entry.VersionAfter == row.GetInt32(LedgerTable.ColumnCount + 2),
                    row.IsDBNull(LedgerTable.ColumnCount + 3) ? null : row.GetString(LedgerTable.ColumnCount + 3),
                    row.IsDBNull(LedgerTable.ColumnCount + 4) ? null : row.GetFieldValue<DateTimeOffset>(LedgerTable.ColumnCount + 4)
                );
            },
            cancel
        );
        return new LedgerPage([.. rows.Take(limit)], rows.Count > limit ? rows[limit - 1].Id.ToString() : null);
    }

    /// <summary>Versions on which cases of the actor's region run though another one is published, with where they could go.</summary>
    /// <exception cref="NotAllowedException"><c>migration.not-yours</c>.</exception>
    public Task<List<MigrationOffer>> OffersAsync(Actor actor, CancellationToken cancel) =>
        reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                """
                select d.id, d.definition_id, d.name, d.version, t.id, t.version, k.cases
                from workflow_definitions d
                join workflow_definitions t on t.definition_id = d.definition_id and t.is_published
                cross join lateral (select guard.running_cases(d.id, $1, null) as cases) k
                where not d.is_published and k.cases > 0
                order by d.definition_id, d.version
                """,
                P.Texts(MigrationRights.RegionsOf(actor))
            ),
            row => new MigrationOffer(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.GetInt32(3),
                row.GetString(4),
                row.GetInt32(5),
                row.GetInt32(6)
            ),
            cancel
        );

    /// <summary>Where each node would go if nobody named another.</summary>
    public async Task<MappingProposal> ProposeAsync(MigrationOffer offer, CancellationToken cancel)
    {
        var from = (await definitions.OfVersionAsync(offer.From, cancel)).Graph;
        var to = (await definitions.OfVersionAsync(offer.To, cancel)).Graph;
        return new MappingProposal(
            NodeMapping.Of(from, to, new Dictionary<string, string>()),
            [
                .. to
                    .Nodes.Where(node => node.Parent is not null)
                    .Select(node => new NodeName(node.NodeId, NodeMapping.Caption(node.NodeId, IncidentReader.Label(node, node.NodeId)))),
            ]
        );
    }

    private async Task<MigrationPlan> PlanAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        MigrationRights.RegionsOf(actor);
        var plan = (await reads.RowsAsync(actor.Scope, MigrationTable.ReadOne(id), MigrationTable.From, cancel)).SingleOrDefault();
        MigrationRights.Demand(actor, plan ?? throw new NotVisibleException());
        return plan;
    }

    private async Task<(WorkflowGraph From, WorkflowGraph To)> GraphsAsync(MigrationPlan plan, CancellationToken cancel) =>
        (
            (await definitions.OfVersionAsync(plan.FromVersionId, cancel)).Graph,
            (await definitions.OfVersionAsync(plan.ToVersionId, cancel)).Graph
        );

    private static Move Try(byte[] state, WorkflowGraph from, WorkflowGraph to, MigrationPlan plan)
    {
        try
        {
            return WorkflowInstance.Load(from, state).MoveTo(to, plan.Nodes);
        }
        catch (StateException)
        {
            return new Move(null, [new MoveFinding(LeadCaseOver.Fault, from.Nodes[0].NodeId)], []);
        }
    }

    private static PreviewRow View(Running row, Move move, WorkflowGraph from, WorkflowGraph to) =>
        new(
            row.Id,
            row.Number,
            row.Title,
            move.Instance is not null,
            [.. move.Refusals.Select(it => MoveNote.Of(it, from, to))],
            [.. move.Notes.Select(it => MoveNote.Of(it, from, to))]
        );

    private static Guid? CaseCursor(string? after) =>
        after is not { Length: > 0 } ? null
        : Guid.TryParse(after, out var last) ? last
        : throw new MalformedException(("after", "unknown"));

    private static Statement ReadRunning(MigrationPlan plan, Guid? after, int limit) =>
        Statement.Of(
            """
            select n.id, c.number, c.title, n.state
            from instances n join cases c on c.county_code = n.county_code and c.id = n.id
            where n.definition_version_id = $1 and n.status = 'running' and n.county_code between $2 and $2 || '999999'
                and (n.county_code, n.id) > ($3, $4)
            order by n.county_code, n.id limit $5
            """,
            P.Text(plan.FromVersionId),
            P.Text(plan.Region),
            P.Text(after is { } last ? RowId.CountyOf(last) : ""),
            P.Uuid(after ?? Guid.Empty),
            P.Int(limit)
        );

    private static Statement CountRunning(MigrationPlan plan) =>
        Statement.Of("select guard.running_cases($1, array[$2], null)", P.Text(plan.FromVersionId), P.Text(plan.Region));

    private static Running RunningFrom(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<byte[]>(3));

    private static MigrationView ViewFrom(NpgsqlDataReader row)
    {
        const int more = MigrationTable.ColumnCount;
        return new MigrationView(
            MigrationTable.From(row),
            row.GetString(more),
            row.GetInt32(more + 1),
            row.GetInt32(more + 2),
            Name(more + 3),
            Name(more + 4),
            Name(more + 5)
        );

        string? Name(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    private sealed record Running(Guid Id, string Number, string Title, byte[] State);
}
