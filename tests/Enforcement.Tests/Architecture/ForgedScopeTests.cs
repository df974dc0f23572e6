using Enforcement.Persistence;
using Enforcement.Tests.Harness;
using Npgsql;

namespace Enforcement.Tests.Architecture;

/// <summary>SQL that somebody smuggled into a session of the service, with a scope it made up: it sees no row of any case.</summary>
public sealed class ForgedScopeTests : IAsyncLifetime
{
    private TestService service = null!;

    public async Task InitializeAsync()
    {
        service = await TestService.CreateAsync();
        await ForeignCase.MakeAsync(service);
        await service.Database.ExecuteAsync(
            """
            with told as (
                insert into notifications (id, delivery, person, arguments, text_zh, text_en, statutory, at)
                select gen_random_uuid(), gen_random_uuid(), id, '{}', '案件', 'case', false, now() from accounts limit 1 returning id)
            insert into mails (id, address, subject, text, state, next_at, created_at)
            select id, 'a@example.com', '案件', '案件', 'waiting', now(), now() from told;
            insert into idempotency (person_id, key, request_hash, status, answer, at)
            select id, 'forged', '', 200, '{}', now() from accounts limit 1;
            insert into admissions (county_code, id, number, department_org, bodies, draft, drafted, opinions, reviews, state, event_seq, event_head)
            values ('430112', gen_random_uuid(), 'a', '430112-agriculture', '{430112-agriculture}', '{"townships": ["430112106"]}', '{}', '[]', '[]',
                'opinions', 1, '');
            insert into duty_events (county_code, subject_id, seq, at, content, content_version, hash_function, prev_hash, hash)
            select county_code, id, 1, now(), '{}', 1, 'sha-256', '', '' from admissions;
            insert into duty_passes (county_code, id, number, item_key, item_title, issuer_org, township, bodies, reason, granted, granted_at, expires_at,
                bars_until)
            values ('430112', gen_random_uuid(), 'p', 'k', 'k', '430112-agriculture', '430112106', '{430112106}', 'r', '{}', now(),
                now() + interval '24 hours', now() + interval '30 days');
            insert into duty_tasks (county_code, id, number, level, issuer_org, township, bodies, item_key, item_title, title, content, result, due_on,
                dispatched, dispatched_at, state, event_seq, event_head)
            values ('430112', gen_random_uuid(), 't', 'township', '430112-agriculture', '430112106', '{430112106}', 'k', 'k', 't', 'c', 'action',
                current_date, '{}', now(), 'sent', 1, '');
            insert into misfits (county_code, id, number, township, subject, subject_code, report, filed, state, event_seq, event_head)
            values ('430112', gen_random_uuid(), 'm', '430112106', 'form', 'F2', 'r', '{}', 'open', 1, '')
            """
        );
    }

    public async Task DisposeAsync() => await service.DisposeAsync();

    /// <summary>Of no county, and they name cases.</summary>
    private static readonly string[] OfPeople = ["notifications", "mails", "idempotency"];

    [Theory]
    [InlineData("", "")]
    [InlineData("*||", "00")]
    [InlineData("*||43", "")]
    [InlineData("-|430112109,430112-urban-management|43,4301,430112", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public async Task A_forged_scope_sees_no_row_of_any_table_or_view_of_cases(string scope, string seal)
    {
        var relations = await service.Database.ColumnAsync<string>(
            """
            select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm')
                and (c.relname = any ($1)
                    or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'county_code' and not a.attisdropped))
            order by 1
            """,
            (object)OfPeople
        );
        relations.Count.ShouldBeGreaterThan(15);
        var seen = new List<string>();
        var empty = new List<string>();
        foreach (var relation in relations)
        {
            if (await service.Database.ScalarAsync<long>($"select count(*) from {relation}") == 0)
                empty.Add(relation);
            await using var connection = await service.Database.App.OpenConnectionAsync();
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(
                Statement
                    .Of("select set_config('app.scope', $1, true), set_config('app.seal', $2, true)", P.Text(scope), P.Text(seal))
                    .ToCommand()
            );
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"select count(*) from {relation}"));
            await using var row = await batch.ExecuteReaderAsync();
            await row.NextResultAsync();
            await row.ReadAsync();
            if (row.GetInt64(0) > 0)
                seen.Add(relation);
        }
        seen.ShouldBeEmpty();
        empty.Intersect(OfPeople).ShouldBeEmpty();
        empty.Count.ShouldBeLessThan(relations.Count / 2, "a table without rows proves nothing");
    }
}
