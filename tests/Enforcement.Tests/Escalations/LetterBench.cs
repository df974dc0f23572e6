using System.Text;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Documents;
using Enforcement.Documents.Data;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Persistence.Import;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Shell;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;
using Enforcement.Tests.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Enforcement.Tests.Escalations;

/// <summary>A township, its county and another one; letters on a real database, nothing of the web.</summary>
public sealed class LetterBench : IAsyncDisposable
{
    public const string Township = CaseBench.Township;
    public const string Department = "430112-natural-resources";
    public const string Other = "430112-water";
    public const string Judicial = "430112-judicial";
    public const string Government = "430112-government";
    public const string Police = "430112-police";

    /// <summary>The department in charge of the matter of the cases here.</summary>
    public const string Urban = "430112-urban-management";
    public const string CityUrban = "4301-urban-management";

    /// <summary>Another township of the county.</summary>
    public const string Neighbour = "430112110";

    public const string Elsewhere = "430104-water";
    public const string City = "4301-judicial";

    /// <summary>A department of the county that is no more.</summary>
    public const string Ended = "430112-forestry";

    public static readonly Actor Officer = CaseBench.Officer;
    public static readonly Actor SquadHead = Person(10, Roles.SquadHead, Township);
    public static readonly Actor Clerk = Person(11, Roles.CountyIntake, Department);
    public static readonly Actor UnitHead = Person(12, Roles.UnitHead, Department);
    public static readonly Actor Handler = Person(13, Roles.CountyHandler, Department);
    public static readonly Actor Coordinator = Person(14, Roles.Coordinator, Judicial, "430112");
    public static readonly Actor OtherClerk = Person(15, Roles.CountyIntake, Other);
    public static readonly Actor OtherHead = Person(16, Roles.UnitHead, Other);
    public static readonly Actor Stranger = CaseBench.Stranger;

    private readonly ServiceProvider services;
    private int photos;

    private LetterBench(TestDatabase database, ServiceProvider services) => (Database, this.services) = (database, services);

    public TestDatabase Database { get; }

    /// <summary>Tuesday 2026-11-24, nine o'clock in Changsha.</summary>
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 24, 1, 0, 0, TimeSpan.Zero));

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <param name="also">What a test needs beside it.</param>
    public static async Task<LetterBench> CreateAsync(TestDatabase database, Action<IServiceCollection>? also = null)
    {
        var seal = await ScopeSeal.LoadAsync(database.Owner, CancellationToken.None);
        var bench = default(LetterBench);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(database.Database);
        services.AddSingleton(seal);
        services.AddSingleton<ScopedReads>();
        services.AddSingleton<TimeProvider>(_ => bench!.Clock);
        services.AddSingleton(provider => new BusinessTime(provider.GetRequiredService<TimeProvider>(), BusinessTime.DefaultZone));
        services.AddSingleton<OrganizationDirectory>();
        services.AddSingleton<PowerLists>();
        services.AddProcesses();
        services.AddDocumentCore();
        services.AddDeadlineCore();
        services.AddTaskCore();
        services.AddEscalationCore();
        services.AddSingleton<ITaskGate, SameActGate>();
        also?.Invoke(services);
        bench = new LetterBench(database, services.BuildServiceProvider());
        await bench.ArrangeAsync();
        return bench;
    }

    /// <summary>Opens a case whose only task drafts a letter of this kind.</summary>
    public async Task<CaseFile> OpenAsync(string kind)
    {
        var now = Clock.GetUtcNow();
        var caseFile = new CaseFile
        {
            Key = CaseKey.New("430112", now),
            Number = "",
            Kind = CaseKind.Township,
            OwnerOrg = Township,
            HandlerOrg = Township,
            Title = "倾倒建筑垃圾三车",
            MatterCode = "CG-02",
            MatterVersion = 1,
            ViolationOn = new DateOnly(2026, 11, 20),
            Procedure = "ordinary",
            Intent = "transfer",
            Officers = [Officer.PersonId, CaseBench.Partner.PersonId],
            Stage = "lead-check",
            StageSince = now,
            OpenedAt = now,
            Data = new CaseData(new JsonObject { ["description"] = "三辆货车倾倒" }),
        };
        await using var step = await Get<Steps>().BeginNewAsync(Officer, default);
        var work = await step.OpenAsync(caseFile, kind, null, default);
        work.Write(CaseTable.AddParty(caseFile.Key, new Party("unknown", "不明运输人"), 1, now));
        await step.CommitAsync(default);
        return caseFile;
    }

    /// <summary>Answers the draft; the letter goes out.</summary>
    public async Task<Escalation> SendAsync(
        CaseFile caseFile,
        string? receiver = "natural-resources",
        bool urgent = false,
        string? region = null,
        string? level = null
    )
    {
        var task = await Database.ScalarAsync<Guid>(
            "select id from tasks where case_id = $1 and node = 'draft' and state = 'open'",
            caseFile.Key.Id
        );
        var fields = new JsonObject { ["urgent"] = urgent, ["transferSummary"] = "线索和照片" };
        if (receiver is not null)
            fields["receiver"] = receiver;
        if (region is not null)
            fields["receiverRegion"] = region;
        if (level is not null)
            fields["receiverLevel"] = level;
        await using var step = await Get<CompleteTask>().RunAsync(Officer, task, new TaskCompletion("done", fields), default);
        return step.Main.Part<CaseLetters>().All[^1];
    }

    public async Task<Escalation> SendNewAsync(string kind = "lead-transfer", bool urgent = false)
    {
        var letter = await SendAsync(await OpenAsync(kind), urgent: urgent);
        return letter;
    }

    public Task<Escalation> SignAsync(Guid letter, Actor? by = null) => Get<SignForLetter>().RunAsync(by ?? Clerk, letter, null, default);

    public Task<Escalation> AcceptAsync(Guid letter, Actor? by = null, string? handler = null) =>
        Get<AcceptLetter>().RunAsync(by ?? UnitHead, letter, new Acceptance(handler), default);

    public Task<Escalation> ReturnAsync(Guid letter, Actor? by = null) =>
        Get<ReturnLetter>().RunAsync(by ?? UnitHead, letter, ["证据清单"], "请补充", default);

    public Task<Escalation> ObjectAsync(Guid letter, Actor? by = null) =>
        Get<ObjectToLetter>().RunAsync(by ?? UnitHead, letter, "不属于本机关职责", "水利部门", default);

    public Task<Escalation> DesignateAsync(Guid letter, string organization, Actor? by = null) =>
        Get<DesignateBody>().RunAsync(by ?? Coordinator, letter, organization, "《中华人民共和国行政处罚法》第二十五条", default);

    public Task<Escalation> NegotiateAsync(Guid letter, Actor by, string? thirdBody = null) =>
        Get<NegotiateLetter>().RunAsync(by, letter, "请再看现场情况", thirdBody, default);

    public Task<Escalation> AgreeAsync(Guid letter, Actor by, string body) => Get<AgreeOnBody>().RunAsync(by, letter, body, default);

    public Task<Escalation> ReportAsync(Guid letter, Actor by) => Get<ReportDispute>().RunAsync(by, letter, "意见不一", default);

    public async Task<Escalation> ObjectedAsync(string kind = "lead-transfer")
    {
        var letter = await SignedAsync(kind);
        return await ObjectAsync(letter.Id);
    }

    public async Task<Escalation> SignedAsync(string kind = "lead-transfer", bool urgent = false)
    {
        var letter = await SendNewAsync(kind, urgent);
        return await SignAsync(letter.Id);
    }

    /// <summary>To an hour of the office clock.</summary>
    public void GoTo(int month, int day, int hour, int minute = 0)
    {
        var then = new DateTimeOffset(2026, month, day, hour, minute, 0, TimeSpan.FromHours(8));
        Clock.SetUtcNow(then);
    }

    /// <summary>The list of a year's days off, as the security admin loads it.</summary>
    public async Task LoadYearAsync(string file, string csv)
    {
        await new Importer(Database.Database, Clock, []).ImportAsync(
            new CalendarList(),
            new ImportFile(file, Encoding.UTF8.GetBytes(csv)),
            new ImportPaper("国办发明电〔2026〕9号", new DateOnly(2026, 12, 1), "security"),
            default
        );
        await Get<DeadlineBook>().ReadAsync(default);
    }

    /// <summary>The offices of a county are shut for a day.</summary>
    public async Task ShutAsync(string county, DateOnly day)
    {
        await Database.ExecuteAsync(
            """
            insert into local_closures (id, county, from_day, to_day, reason, document, announced_by, announced_at)
            values (gen_random_uuid(), $1, $2, $2, '冰雪', '望政办〔2026〕8号', 'x', now())
            """,
            county,
            day
        );
        await Get<DeadlineBook>().ReadAsync(default);
    }

    /// <summary>A photo that the case has.</summary>
    public async Task PhotoAsync(CaseKey key, string name)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(name));
        await Database.ExecuteAsync("insert into files (sha256, size, content) values ($1, 1, '\\x00') on conflict do nothing", hash);
        await Database.ExecuteAsync(
            """
            insert into attachments (county_code, id, organization, case_id, name, content_type, size, sha256, taken_at, latitude, longitude, by,
                by_name, at)
            values ($1, $2, $3, $4, $5, 'image/jpeg', 1, $6, '2026-11-20T08:00+08', 28.35, 112.8, $7, '执法员甲', '2026-11-20T09:00+08')
            """,
            key.County,
            RowId.New(key.County, Clock.GetUtcNow().AddMilliseconds(photos++)),
            Township,
            key.Id,
            name,
            hash,
            Officer.PersonId
        );
    }

    /// <summary>The shipped power list, and people of the neighbouring township.</summary>
    public async Task LoadPowersAsync()
    {
        await ShippedData.ImportAsync(
            new Importer(Database.Database, Clock, [Get<PowerLists>()]),
            PowerServices.Shipped,
            NullLogger.Instance,
            default
        );
        await PublishAsync("township-case", LetterDefinitions.Township("lead-transfer", "township-case"));
        foreach (var n in new[] { 61, 62 })
        {
            var officer = Person(n, Roles.Officer, Neighbour);
            await Database.ExecuteAsync(
                """
                insert into accounts (id, user_name, normalized_user_name, name, staff_type, email_confirmed, phone_number_confirmed,
                    two_factor_enabled, lockout_enabled, access_failed_count)
                values ($1, $2, upper($2), $2, 'civil-servant', false, false, false, false, 0) on conflict do nothing
                """,
                officer.PersonId,
                officer.UserName
            );
            await Database.ExecuteAsync(
                "insert into posts (id, person, organization, role, valid_from) values ($1, $1, $2, 'officer', '2020-01-01') on conflict do nothing",
                officer.PersonId,
                Neighbour
            );
        }
    }

    /// <summary>What the line of the sender's case says, in its order.</summary>
    public async Task<List<string>> MarksAsync(Escalation letter)
    {
        var reader = Get<EscalationReader>();
        var caseFile = await reader.CaseAsync(SquadHead, letter, default);
        var marks = await new LetterMarks(reader, Get<OrganizationDirectory>()).ReadAsync(SquadHead, caseFile, default);
        return [.. marks.OrderBy(mark => mark.At).Select(mark => mark.Words)];
    }

    public Task<string?> NumberAsync(CaseKey key) => Database.ScalarAsync<string>("select number from cases where id = $1", key.Id);

    public Task<int> SweepAsync() => Get<LetterSweep>().RunAsync(Clock.GetUtcNow(), default);

    public Task<int> DispatchAsync() => Get<OutboxDispatcher>().RunAsync(Clock.GetUtcNow(), default);

    public Task<string?> CaseStateAsync(CaseKey key) =>
        Database.ScalarAsync<string>("select state || coalesce(' ' || outcome, '') from cases where id = $1", key.Id);

    public Task<string?> StateAsync(Guid letter) => Database.ScalarAsync<string>("select state from escalations where id = $1", letter);

    public async ValueTask DisposeAsync() => await services.DisposeAsync();

    public static Actor Person(int n, string role, string organization, params string[] regions) =>
        new(
            Guid.Parse($"0193f000-0000-7000-8000-0000000000{n:D2}"),
            $"{role}-{n}",
            $"{role}-{n}",
            [new Post(organization, role)],
            new Scope([organization], regions)
        );

    private async Task ArrangeAsync()
    {
        foreach (var kind in (string[])["lead-transfer", "case-transfer", "police-referral", "cross-region"])
            await PublishAsync(kind, LetterDefinitions.Township(kind));
        await PublishAsync("county-case", LetterDefinitions.County);
        await Database.ExecuteAsync(
            """
            insert into regions (code, name) values ('430112', '望城区'), ('430104', '岳麓区'), ('4301', '长沙市'), ('430112109', '靖港镇'),
                ('430112110', '乔口镇')
            on conflict do nothing
            """
        );
        foreach (
            var (code, region, kind, function) in ((string, string, string, string)[])
                [
                    (Township, Township, "town", ""),
                    (Department, "430112", "department", "natural-resources"),
                    (Other, "430112", "department", "water"),
                    (Judicial, "430112", "department", "judicial"),
                    (Police, "430112", "department", "police"),
                    (Elsewhere, "430104", "department", "water"),
                    (City, "4301", "department", "judicial"),
                    (Government, "430112", "government", ""),
                    (Urban, "430112", "department", "urban-management"),
                    (CityUrban, "4301", "department", "urban-management"),
                    (Neighbour, Neighbour, "town", ""),
                    (Ended, "430112", "department", "forestry"),
                ]
        )
            await Database.ExecuteAsync(
                """
                insert into organizations (code, region, kind, function, legal_name, short_name, name_en, document_word, valid_from)
                values ($1, $2, $3, nullif($4, ''), $1, $1, $1, $1, '2020-01-01') on conflict do nothing
                """,
                code,
                region,
                kind,
                function
            );
        await Database.ExecuteAsync("update organizations set valid_to = '2025-12-31' where code = $1", Ended);
        await Database.ExecuteAsync(
            """
            insert into accounts (id, user_name, normalized_user_name, name, staff_type, email_confirmed, phone_number_confirmed,
                two_factor_enabled, lockout_enabled, access_failed_count)
            values ($1, 'handler1', 'HANDLER1', '承办人', 'civil-servant', false, false, false, false, 0) on conflict do nothing
            """,
            Handler.PersonId
        );
        await Database.ExecuteAsync(
            """
            insert into posts (id, person, organization, role, valid_from) values ($1, $1, $2, 'county-handler', '2020-01-01') on conflict do nothing
            """,
            Handler.PersonId,
            Department
        );
        await Get<OrganizationDirectory>().RefreshAsync(default, now: true);
        await ShippedData.ImportAsync(
            new Importer(Database.Database, Clock, []),
            [
                new(new CalendarList(), "calendar.csv", 1),
                new(new DeadlineRuleList(), "deadlines.csv", 2),
                new(new DocumentKindList(), "documents.csv", 3),
            ],
            NullLogger.Instance,
            default
        );
        await Get<DeadlineBook>().ReadAsync(default);
    }

    public Task PublishAsync(string id, string json) =>
        Database.ExecuteAsync(
            """
            insert into workflow_definitions (id, definition_id, version, name, content, content_hash, is_published, created_at, published_at)
            values ($1 || '-1', $1, 1, $1, $2, '\x00', true, now(), now()) on conflict do nothing
            """,
            id,
            json
        );
}
