using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;
using Npgsql;

namespace Enforcement.Tests.Processes;

public sealed class StepTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly TaskCompletion Done = new("done");

    private CaseBench bench = null!;

    public async Task InitializeAsync() =>
        bench = await CaseBench.CreateAsync(
            database,
            TestDefinitions.FourAtOnce,
            TestDefinitions.BackAndForth,
            TestDefinitions.TwoOfficers
        );

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task A_step_takes_two_round_trips_and_one_that_draws_a_number_three()
    {
        var caseFile = await bench.OpenAsync("back-and-forth");
        var task = (await bench.OpenTasksAsync(caseFile.Key)).Single();

        await using var plain = await bench.Complete.RunAsync(CaseBench.Officer, task.Id, Done, default);
        plain.RoundTrips.ShouldBe(2);

        await using var opening = await bench.Steps.BeginNewAsync(CaseBench.Officer, default);
        var another = await bench.OpenAsync("back-and-forth");
        another.Number.ShouldStartWith("430112-2026-");
    }

    /// <summary>Else each step would write every index of the row anew (HOT updates).</summary>
    [Theory]
    [InlineData("cases")]
    [InlineData("instances")]
    public async Task No_index_names_a_column_that_steps_change(string table)
    {
        var caseFile = await bench.OpenAsync("back-and-forth");
        var task = (await bench.OpenTasksAsync(caseFile.Key)).Single();
        var updates = new List<string>();
        bench.StepServices.Failpoint = batch =>
            updates.AddRange(
                batch
                    .BatchCommands.Cast<NpgsqlBatchCommand>()
                    .Select(it => it.CommandText)
                    .Where(sql => sql.Contains($"update {table} set"))
            );
        await CompleteAsync(CaseBench.Officer, task.Id);
        bench.StepServices.Failpoint = null;

        var update = updates.ShouldHaveSingleItem();
        var changed = Regex
            .Matches(update[..update.IndexOf("where", StringComparison.Ordinal)], @"(\w+) = \$")
            .Select(match => match.Groups[1].Value);
        var indexed = await database.ColumnAsync<string>(
            """
            select distinct a.attname::text from pg_index i
            join pg_depend d on d.objid = i.indexrelid and d.refobjid = i.indrelid and d.refobjsubid > 0
            join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
            where i.indrelid = $1::regclass
            union
            select a.attname::text from pg_index i
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
            where i.indrelid = $1::regclass
            """,
            table
        );
        indexed.ShouldContain("county_code");
        changed.Intersect(indexed).ShouldBeEmpty();
    }

    /// <summary>The data of a case are kilobytes that PostgreSQL writes anew even where they are the same.</summary>
    [Fact]
    public async Task A_step_that_teaches_the_case_nothing_new_leaves_its_row_alone()
    {
        var caseFile = await bench.OpenAsync("back-and-forth");
        var wrote = new List<bool>();
        for (var turn = 0; turn < 4; turn++)
        {
            var task = (await bench.OpenTasksAsync(caseFile.Key)).Single();
            bench.StepServices.Failpoint = batch =>
                wrote.Add(batch.BatchCommands.Cast<NpgsqlBatchCommand>().Any(it => it.CommandText.Contains("update cases set")));
            await CompleteAsync(CaseBench.Officer, task.Id);
            bench.StepServices.Failpoint = null;
        }

        wrote.ShouldBe([true, true, false, false]);
    }

    [Fact]
    public async Task A_task_keeps_its_texts_in_both_languages_and_in_no_readers()
    {
        var caseFile = await bench.OpenAsync("back-and-forth");
        var task = (await bench.OpenTasksAsync(caseFile.Key)).Single();

        var (title, spec) = (
            await database.ScalarAsync<string>("select title from tasks where id = $1", task.Id),
            await database.ScalarAsync<string>("select spec::text from tasks where id = $1", task.Id)
        );
        title.ShouldBe("""{"zh":"there"}""");
        spec!.ShouldNotContain("\"here\"");
    }

    [Fact]
    public async Task Four_tasks_of_one_case_completed_at_once_all_count()
    {
        var rounds = TestSize.Of(100);
        for (var round = 0; round < rounds; round++)
        {
            var caseFile = await bench.OpenAsync("four-at-once");
            var tasks = await bench.OpenTasksAsync(caseFile.Key);
            tasks.Count.ShouldBe(4);

            await Task.WhenAll(tasks.Select(task => CompleteAsync(CaseBench.Officer, task.Id)));

            (await StateOf(caseFile.Key)).ShouldBe("closed archived finished");
            (await bench.OpenTasksAsync(caseFile.Key)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task The_same_task_twice_at_once_succeeds_once()
    {
        var caseFile = await bench.OpenAsync("back-and-forth");
        var task = (await bench.OpenTasksAsync(caseFile.Key)).Single();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TryAsync(() => CompleteAsync(CaseBench.Officer, task.Id))));

        answers.Count(answer => answer is null).ShouldBe(1);
        answers.Where(answer => answer is not null).ShouldAllBe(answer => answer is RefusedException);
        (await bench.OpenTasksAsync(caseFile.Key)).Single().Node.ShouldBe("back");
    }

    [Fact]
    public async Task The_same_key_has_one_effect_and_one_answer()
    {
        var caseFile = await bench.OpenAsync("back-and-forth");
        var task = (await bench.OpenTasksAsync(caseFile.Key)).Single();
        var officer = CaseBench.Officer with { Request = new RequestKey(task.Id.ToString(), [1, 2, 3]) };

        await CompleteAsync(officer, task.Id);
        var again = await Should.ThrowAsync<AnsweredBeforeException>(() => CompleteAsync(officer, task.Id));
        again.Answer.ShouldContain(caseFile.Number);

        var other = officer with { Request = officer.Request with { BodyHash = [9] } };
        (await Should.ThrowAsync<RefusedException>(() => CompleteAsync(other, task.Id))).Code.ShouldBe("idempotency.mismatch");
        (await bench.OpenTasksAsync(caseFile.Key)).Single().Node.ShouldBe("back");
    }

    [Fact]
    public async Task A_stranger_finds_no_such_task()
    {
        var caseFile = await bench.OpenAsync("back-and-forth");
        var task = (await bench.OpenTasksAsync(caseFile.Key)).Single();
        await Should.ThrowAsync<NotVisibleException>(() => CompleteAsync(CaseBench.Stranger, task.Id));
    }

    [Fact]
    public async Task A_colleague_without_the_post_is_told_so()
    {
        var caseFile = await bench.OpenAsync("back-and-forth");
        var task = (await bench.OpenTasksAsync(caseFile.Key)).Single();
        (await Should.ThrowAsync<NotAllowedException>(() => CompleteAsync(CaseBench.Head, task.Id))).Code.ShouldBe("task.not-yours");
    }

    [Fact]
    public async Task A_failure_between_any_two_statements_leaves_no_half_step()
    {
        var caseFile = await bench.OpenAsync("back-and-forth");
        var task = (await bench.OpenTasksAsync(caseFile.Key)).Single();
        var before = await PictureOf(caseFile.Key);
        var statements = int.MaxValue;
        for (var at = 0; at < statements; at++)
        {
            bench.StepServices.Failpoint = batch =>
            {
                statements = batch.BatchCommands.Count;
                batch.BatchCommands.Insert(at, new NpgsqlBatchCommand("select 1 / 0"));
            };
            await Should.ThrowAsync<PostgresException>(() => CompleteAsync(CaseBench.Officer, task.Id));
            bench.StepServices.Failpoint = null;
            (await PictureOf(caseFile.Key)).ShouldBe(before, $"broken at statement {at}");
        }
        statements.ShouldBeGreaterThan(4);

        await CompleteAsync(CaseBench.Officer, task.Id);
        (await PictureOf(caseFile.Key)).ShouldNotBe(before);
    }

    [Fact]
    public async Task Sixteen_at_once_draw_numbers_without_gap_or_double()
    {
        var cases = new List<CaseFile>();
        for (var i = 0; i < 16; i++)
            cases.Add(await bench.OpenAsync("two-officers"));
        var signatures = new List<Guid>();
        foreach (var caseFile in cases)
        {
            var task = (await bench.OpenTasksAsync(caseFile.Key)).Single();
            await CompleteAsync(CaseBench.Officer, task.Id, Noted with { CoSigner = CaseBench.Partner.PersonId });
            signatures.Add((await bench.OpenTasksAsync(caseFile.Key)).First(open => open.Id != task.Id).Id);
        }

        await Task.WhenAll(signatures.Select(id => CompleteAsync(CaseBench.Partner, id, new TaskCompletion("sign"))));

        var numbers = await bench.AskAsync<int[]>("select array_agg(n order by n) from numbers where word = '立'");
        numbers.ShouldBe(Enumerable.Range(1, numbers.Length));
        numbers.Length.ShouldBeGreaterThanOrEqualTo(16);
    }

    [Fact]
    public async Task The_second_officer_signs_in_their_own_name_and_may_refuse()
    {
        var caseFile = await bench.OpenAsync("two-officers");
        var task = (await bench.OpenTasksAsync(caseFile.Key)).Single();

        (await Should.ThrowAsync<MalformedException>(() => CompleteAsync(CaseBench.Officer, task.Id))).Faults.ShouldContain(
            ("note", "required")
        );
        (
            await Should.ThrowAsync<RefusedException>(() =>
                CompleteAsync(CaseBench.Officer, task.Id, Noted with { CoSigner = CaseBench.Officer.PersonId })
            )
        ).Code.ShouldBe("task.second-is-first");

        await CompleteAsync(CaseBench.Officer, task.Id, Noted);
        var signature = (await bench.OpenTasksAsync(caseFile.Key)).First(open => open.Id != task.Id);
        (
            await Should.ThrowAsync<RefusedException>(() => CompleteAsync(CaseBench.Officer, signature.Id, new TaskCompletion("sign")))
        ).Code.ShouldBe("task.claimed-by-another");
        await CompleteAsync(CaseBench.Partner, signature.Id, new TaskCompletion("refuse", Comment: "时间不对"));

        (await bench.OpenTasksAsync(caseFile.Key)).Single().Id.ShouldBe(task.Id);
    }

    [Fact]
    public async Task Nobody_signs_twice_in_the_place_of_two()
    {
        var caseFile = await bench.OpenAsync("two-officers");
        var task = (await bench.OpenTasksAsync(caseFile.Key)).Single();
        await CompleteAsync(CaseBench.Officer, task.Id, Noted);
        var signature = (await bench.OpenTasksAsync(caseFile.Key)).First(open => open.Id != task.Id).Id;
        await bench.ExecuteAsync(
            $"""
            insert into accounts (id, user_name, normalized_user_name, name, staff_type, email_confirmed, phone_number_confirmed,
                two_factor_enabled, lockout_enabled, access_failed_count)
            values ('{CaseBench.Officer.PersonId}', 'first', 'FIRST', '第一人', 'civil-servant', false, false, false, false, 0);
            insert into regions (code, name) values ('{CaseBench.Township}', '靖港镇') on conflict do nothing;
            insert into organizations (code, region, kind, legal_name, short_name, name_en, document_word, valid_from)
            values ('{CaseBench.Township}', '{CaseBench.Township}', 'town', '靖港镇', '靖港', 'Jinggang', '望靖', '2020-01-01') on conflict do nothing;
            insert into posts (id, person, organization, role, valid_from)
            values (gen_random_uuid(), '{CaseBench.Officer.PersonId}', '{CaseBench.Township}', 'officer', '2020-01-01')
            """
        );

        await bench.Service<ClaimTask>().ReleaseAsync(CaseBench.Partner, signature, default);

        foreach (
            var twice in new Func<Task>[]
            {
                () => CompleteAsync(CaseBench.Officer, signature, new TaskCompletion("sign")),
                () => bench.Service<ClaimTask>().ClaimAsync(CaseBench.Officer, signature, default),
                () => bench.Service<ClaimTask>().ReassignAsync(CaseBench.Head, signature, "first", "人手不足", default),
            }
        )
            (await Should.ThrowAsync<RefusedException>(twice)).Code.ShouldBe("task.second-is-first");
        await CompleteAsync(CaseBench.Partner, signature, new TaskCompletion("sign"));
    }

    [Fact]
    public async Task A_second_officer_who_does_not_sign_says_why()
    {
        var caseFile = await bench.OpenAsync("two-officers");
        var task = (await bench.OpenTasksAsync(caseFile.Key)).Single();
        await CompleteAsync(CaseBench.Officer, task.Id, Noted);
        var signature = (await bench.OpenTasksAsync(caseFile.Key)).First(open => open.Id != task.Id).Id;

        (
            await Should.ThrowAsync<MalformedException>(() => CompleteAsync(CaseBench.Partner, signature, new TaskCompletion("refuse")))
        ).Faults.ShouldContain(("comment", "required"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xd800)]
    public async Task A_text_that_cannot_be_kept_is_refused_and_named(int character)
    {
        var caseFile = await bench.OpenAsync("two-officers");
        var task = (await bench.OpenTasksAsync(caseFile.Key)).Single();
        var noted = new TaskCompletion("done", new JsonObject { ["note"] = JsonNode.Parse($"\"\\u{character:x4}\"") });
        var commented = Noted with { Comment = $"{(char)character}" };

        (await Should.ThrowAsync<MalformedException>(() => CompleteAsync(CaseBench.Officer, task.Id, noted))).Faults.ShouldBe([
            ("note", "text"),
        ]);
        (await Should.ThrowAsync<MalformedException>(() => CompleteAsync(CaseBench.Officer, task.Id, commented))).Faults.ShouldBe([
            ("comment", "text"),
        ]);
    }

    [Fact]
    public async Task Any_change_of_the_journal_is_found_and_named()
    {
        var caseFile = await bench.OpenAsync("back-and-forth");
        for (var i = 0; i < 3; i++)
            await CompleteAsync(CaseBench.Officer, (await bench.OpenTasksAsync(caseFile.Key)).Single().Id);
        (await bench.VerifyAsync(caseFile.Key)).ShouldSatisfyAllConditions(
            verdict => verdict.Valid.ShouldBeTrue(),
            verdict => verdict.Entries.ShouldBeGreaterThan(5)
        );

        var where = $"where case_id = '{caseFile.Key.Id}'";
        await BrokenAsync($"update journal set content = replace(content, 'task', 'tusk') {where} and seq = 3", 3, "changed");
        await BrokenAsync($"delete from journal {where} and seq = 2", 2, "missing");
        await BrokenAsync($"delete from journal {where} and seq = (select max(seq) from journal {where})", null, "cut-off");
        await BrokenAsync(
            $"update journal set seq = case seq when 2 then 1003 else 1002 end {where} and seq in (2, 3); update journal set seq = seq - 1000 {where} and seq > 1000",
            2,
            "reordered"
        );

        async Task BrokenAsync(string tampering, int? seq, string reason)
        {
            await bench.ExecuteAsync($"create table kept as select * from journal {where}");
            await bench.ExecuteAsync(tampering);
            var verdict = await bench.VerifyAsync(caseFile.Key);
            verdict.Valid.ShouldBeFalse();
            verdict.FirstBroken!.Reason.ShouldBe(reason);
            if (seq is not null)
                verdict.FirstBroken.Seq.ShouldBe(seq.Value);
            await bench.ExecuteAsync($"delete from journal {where}; insert into journal select * from kept; drop table kept");
        }
    }

    [Fact]
    public async Task A_journal_that_grows_while_it_is_proved_is_whole_before_and_after()
    {
        var caseFile = await bench.OpenAsync("back-and-forth");
        await CompleteAsync(CaseBench.Officer, (await bench.OpenTasksAsync(caseFile.Key)).Single().Id);
        var length = (await bench.VerifyAsync(caseFile.Key)).Entries;

        var verdict = await BetweenTwoLooks.ReadAsync(
            bench.Database.Owner,
            "journal",
            caseFile.Key.Id,
            () => bench.VerifyAsync(caseFile.Key),
            "update instances set journal_seq = 1, journal_head = (select hash from journal where case_id = $1 and seq = 1) where id = $1",
            "delete from journal where case_id = $1 and seq > 1"
        );

        (length > 1, verdict.Valid, verdict.Entries).ShouldBe((true, true, 1));
    }

    private static TaskCompletion Noted => new("done", new JsonObject { ["note"] = "现场检查" });

    private async Task CompleteAsync(Actor officer, Guid task, TaskCompletion? completion = null)
    {
        await using var step = await bench.Complete.RunAsync(officer, task, completion ?? Done, CancellationToken.None);
    }

    private static async Task<Exception?> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (Exception fault)
        {
            return fault;
        }
    }

    private async Task<string> StateOf(CaseKey key) =>
        await bench.AskAsync<string>(
            "select c.state || ' ' || coalesce(c.outcome, '') || ' ' || i.status from cases c join instances i using (county_code, id) where id = $1",
            P.Uuid(key.Id)
        );

    private async Task<string> PictureOf(CaseKey key) =>
        await bench.AskAsync<string>(
            """
            select md5(string_agg(row, '|' order by row)) from (
                select c::text as row from cases c where id = $1
                union all select i::text from instances i where id = $1
                union all select t::text from tasks t where case_id = $1
                union all select j::text from journal j where case_id = $1
                union all select h::text from case_holdings h where case_id = $1) all_rows
            """,
            P.Uuid(key.Id)
        );
}

/// <summary>Volumes that an issue names run in full with LONG=1, at about one in a hundred otherwise.</summary>
internal static class TestSize
{
    public static int Of(int full) => Environment.GetEnvironmentVariable("LONG") == "1" ? full : Math.Max(1, full / 100);
}
