using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Patrols;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;
using Enforcement.Supervision.Board;
using Enforcement.Supervision.Cards;
using Enforcement.Supervision.Orders;
using Enforcement.Tasks;
using Npgsql;

namespace Enforcement.Sample;

/// <summary>Plays the people of the sample county: every case moves by the very verbs that a page calls, under a moved clock.</summary>
internal sealed class SampleDriver(IServiceProvider services, SampleClock clock, DateTimeOffset today)
{
    private const int MostSteps = 80;

    /// <summary>Officers of a fully staffed township whose certificates are valid for every field.</summary>
    private const int Pairs = 3;

    private readonly IReadOnlyDictionary<string, string> answers = SampleCase.Answers();
    private readonly BusinessTime time = services.GetRequiredService<BusinessTime>();
    private readonly Database database = services.GetRequiredService<Database>();
    private readonly ScopeSeal seal = services.GetRequiredService<ScopeSeal>();
    private int played;

    public async Task PlayAsync(SampleCase it, CancellationToken cancel)
    {
        played++;
        clock.Now = time.StartOf(time.DateOf(today).AddDays(-it.DaysAgo)).AddHours(8.5).AddMinutes(played * 7 % 60);
        var officer = await ActorAsync(Roles.Officer, it.Township, played % Pairs, cancel);
        var partner = await ActorAsync(Roles.Officer, it.Township, (played + 1) % Pairs, cancel);
        var finding = await services.GetRequiredService<RegisterFinding>().RunAsync(officer, FindingOf(it), cancel);
        if (it.Goal == "finding")
            return;
        Wait(TimeSpan.FromMinutes(50));
        if (it.Goal.StartsWith("dismiss:", StringComparison.Ordinal))
        {
            await services
                .GetRequiredService<DismissFinding>()
                .RunAsync(officer, finding.Id, new DismissalRequest(it.Goal["dismiss:".Length..], it.Description), cancel);
            return;
        }

        var opened = await services
            .GetRequiredService<OpenCase>()
            .RunAsync(
                officer,
                finding.Id,
                new CaseRequest(
                    it.Matter,
                    BusinessTime.LocalDate(time.Today),
                    null,
                    [officer.UserName, partner.UserName],
                    it.Intent.Length > 0 ? it.Intent : null,
                    null
                ),
                cancel
            );
        await DriveAsync(it, opened.Id, it.Goal, cancel);
        if (it.Goal.StartsWith("letter:", StringComparison.Ordinal))
            await AnswerLetterAsync(it, opened.Id, it.Goal["letter:".Length..], cancel);
    }

    /// <summary>Today's cards, and an order of the command centre about whatever is over for longest.</summary>
    public async Task SuperviseAsync(CancellationToken cancel)
    {
        clock.Now = today;
        await services.GetRequiredService<CardSweep>().RunAsync(today, cancel);
        var centre = await ActorAsync(Roles.CommandCentre, "430112-command-centre", 0, cancel);
        var overdue = await services
            .GetRequiredService<OverdueReader>()
            .ListAsync(centre, new OverdueQuery(OverdueQuery.Overdue), 1, null, cancel);
        foreach (var term in overdue.Items)
            await services
                .GetRequiredService<IssueOrder>()
                .RunAsync(centre, new OrderRequest(term.CaseNumber, null, answers["orderDemand"], null), cancel);
    }

    private async Task DriveAsync(SampleCase it, Guid caseId, string goal, CancellationToken cancel)
    {
        for (var count = 0; count < MostSteps; count++)
        {
            var tasks = await OpenTasksAsync(caseId, cancel);
            var flow = tasks.Where(task => task.Kind == "flow").ToList();
            if (flow.Any(task => task.Node == goal))
                return;
            if ((tasks.FirstOrDefault(task => task.Kind == "counter-sign") ?? flow.FirstOrDefault()) is not { } next)
                return;
            if (clock.Now > today)
                return;
            await DoAsync(it, next, cancel);
        }
        throw new InvalidOperationException($"The sample case of {it.Matter} does not reach {goal}.");
    }

    private async Task DoAsync(SampleCase it, OpenRow task, CancellationToken cancel)
    {
        if (task.Spec.TimeoutOutcome is { } silence && it.Script.GetValueOrDefault(task.Node, silence) == silence)
        {
            clock.Now = task.Due!.Value.AddMinutes(5);
            if (clock.Now <= today)
                await services.GetRequiredService<TimerSweep>().RunAsync(clock.Now, cancel);
            return;
        }
        Wait(task.Kind == "counter-sign" ? TimeSpan.FromMinutes(35) : TimeSpan.FromHours(21));
        if (clock.Now > today)
            return;
        var actor = task.Assignee is { } assigned
            ? await services.GetRequiredService<People>().FindAsync(assigned, cancel)
            : await ActorAsync(task.Role, task.Organization, 0, cancel);
        var outcome = it.Script.GetValueOrDefault(task.Node, task.Spec.Outcomes[0].Name);
        if (task.Kind == "counter-sign")
            outcome = task.Spec.Outcomes[0].Name;
        await using var step = await services
            .GetRequiredService<CompleteTask>()
            .RunAsync(actor!, task.Id, new TaskCompletion(outcome, FieldsOf(it, task, outcome)), cancel);
    }

    private JsonObject FieldsOf(SampleCase it, OpenRow task, string outcome)
    {
        var fields = new JsonObject();
        foreach (var field in task.Spec.Fields.Where(field => field.IsAskedFor(outcome)))
            if (AnswerOf(it, task.Node, field) is { } answer)
                fields[field.Name] = answer;
        return fields;
    }

    private string? AnswerOf(SampleCase it, string node, TaskField field)
    {
        if (it.Script.GetValueOrDefault($"{node}.{field.Name}") is { } scripted)
            return scripted;
        return field.Name switch
        {
            "partyName" => it.Party.Length > 0 ? it.Party : answers["partyAddress"],
            "partyKind" => it.PartyKind,
            "amount" => "300",
            "area" => "6",
            "volume" => "1",
            "urgent" => it.IsUrgent ? "true" : null,
            "proposedFine" or "fine" => it.Fine > 0 ? it.Fine.ToString(CultureInfo.InvariantCulture) : null,
            "proposedKind" or "decisionKind" => it.Fine > 0 ? "fine" : "order",
            "hearingNoticeOn" => BusinessTime.LocalDate(time.Today.AddDays(-12)),
            _ when field.Type == "date" => BusinessTime.LocalDate(time.Today),
            _ => answers.GetValueOrDefault(field.Name) ?? (field.Required ? field.Options?[0].Value : null),
        };
    }

    private async Task AnswerLetterAsync(SampleCase it, Guid caseId, string goal, CancellationToken cancel)
    {
        var letter = await LetterAsync(caseId, cancel);
        if (letter is null || goal == "delivered")
            return;
        Wait(TimeSpan.FromHours(4));
        var clerk = await ActorAsync(Roles.CountyIntake, letter.Receiver, 0, cancel);
        await services.GetRequiredService<SignForLetter>().RunAsync(clerk, letter.Id, null, cancel);
        if (goal == "signed")
            return;
        Wait(TimeSpan.FromHours(20));
        var head = await ActorAsync(Roles.UnitHead, letter.Receiver, 0, cancel);
        switch (goal)
        {
            case "returned":
                await services
                    .GetRequiredService<ReturnLetter>()
                    .RunAsync(head, letter.Id, [answers["evidenceList"]], answers["notFilingReason"], cancel);
                break;
            case "objected":
                await services
                    .GetRequiredService<ObjectToLetter>()
                    .RunAsync(head, letter.Id, answers["transferReason"], "430112-transport", cancel);
                break;
            case "accepted":
                await services.GetRequiredService<AcceptLetter>().RunAsync(head, letter.Id, new Acceptance(null), cancel);
                if (
                    (await LetterAsync(caseId, cancel))?.ReceiverCase is { } receiverCase
                    && it.Script.GetValueOrDefault("county") is { } county
                )
                    await DriveAsync(it, receiverCase, county, cancel);
                break;
        }
    }

    private FindingRequest FindingOf(SampleCase it) =>
        new(
            it.Description,
            null,
            it.Place,
            JsonSerializer.SerializeToElement(new { latitude = 28.43 + played % 17 * 0.003, longitude = 112.75 + played % 13 * 0.004 }),
            null,
            it.Matter,
            played % 3 == 0 ? FindingSources.Grid : FindingSources.Patrol,
            null,
            it.Party.Length > 0 ? [new PartyRequest(it.PartyKind == "unit" ? "unit" : "person", it.Party, null, null, null)] : null,
            null,
            null
        );

    /// <summary>Moves on, never into the night: work is done between nine and five.</summary>
    private void Wait(TimeSpan span)
    {
        var at = time.Local(clock.Now + span);
        if (at.Hour is < 9 or >= 17)
            at = time.Local(time.StartOf(DateOnly.FromDateTime(at.Date).AddDays(at.Hour >= 17 ? 1 : 0)))
                .AddHours(9)
                .AddMinutes(played * 11 % 50);
        clock.Now = at.ToUniversalTime();
    }

    private async Task<Actor> ActorAsync(string role, string organization, int which, CancellationToken cancel)
    {
        await using var command = database.App.CreateCommand(
            """
            select a.id from accounts a join posts p on p.person = a.id
            where p.organization = $1 and p.role = $2 and a.staff_type = 'civil-servant'
                and not exists (select from certificates c where c.person = a.id and (c.valid_to < $3 or cardinality(c.fields) > 0))
            order by a.user_name limit 1 offset $4
            """
        );
        command.Parameters.Add(P.Text(organization));
        command.Parameters.Add(P.Text(role));
        command.Parameters.Add(P.Date(time.Today));
        command.Parameters.Add(P.Int(which));
        return await command.ExecuteScalarAsync(cancel) is Guid id
            ? (await services.GetRequiredService<People>().FindAsync(id, cancel))!
            : throw new InvalidOperationException($"Nobody is {role} at {organization}.");
    }

    private async Task<List<OpenRow>> OpenTasksAsync(Guid caseId, CancellationToken cancel) =>
        await ReadAsync(
            """
            select id, kind, node, organization, role, assignee, spec, due_legal, due_internal from tasks
            where county_code = $1 and case_id = $2 and state = 'open' order by opened_at, id
            """,
            caseId,
            row => new OpenRow(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.IsDBNull(5) ? null : row.GetGuid(5),
                JsonSerializer.Deserialize<TaskSpec>(row.GetString(6), TaskTable.SpecJson)!,
                row.IsDBNull(7)
                    ? row.IsDBNull(8)
                        ? null
                        : row.GetFieldValue<DateTimeOffset>(8)
                    : row.GetFieldValue<DateTimeOffset>(7)
            ),
            cancel
        );

    private async Task<LetterRow?> LetterAsync(Guid caseId, CancellationToken cancel) =>
        (
            await ReadAsync(
                "select id, receiver_org, receiver_case_id from escalations where county_code = $1 and case_id = $2 order by id desc limit 1",
                caseId,
                row => new LetterRow(row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetGuid(2)),
                cancel
            )
        ).FirstOrDefault();

    private async Task<List<TRow>> ReadAsync<TRow>(string sql, Guid caseId, Func<NpgsqlDataReader, TRow> map, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(Scope.Everything, connection).ToCommand());
        batch.BatchCommands.Add(Statement.Of(sql, P.Text(RowId.CountyOf(caseId)), P.Uuid(caseId)).ToCommand());
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        var rows = new List<TRow>();
        while (await reader.ReadAsync(cancel))
            rows.Add(map(reader));
        return rows;
    }

    private sealed record OpenRow(
        Guid Id,
        string Kind,
        string Node,
        string Organization,
        string Role,
        Guid? Assignee,
        TaskSpec Spec,
        DateTimeOffset? Due
    );

    private sealed record LetterRow(Guid Id, string Receiver, Guid? ReceiverCase);
}
