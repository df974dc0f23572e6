using System.Collections.Frozen;
using Enforcement.Persistence;
using Enforcement.Persistence.Import;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Deadlines;

/// <summary>Calendar and rules as this node last read them.</summary>
public sealed class DeadlineBook(Database database, BusinessTime time, TimeProvider clock) : ImportListener
{
    private readonly ListCache<Deadlines> cache = new(clock, Deadlines.Empty, (_, cancel) => ReadAsync(database, time, cancel));

    /// <summary>Never waits. The service reads it before it is ready; it is renewed behind whoever asks.</summary>
    public Deadlines Current => cache.Renewed;

    public override void OnImported(string kind)
    {
        if (kind is not (DeadlineRuleList.KindName or CalendarList.KindName))
            return;
        cache.Outdate();
        _ = cache.Renewed;
    }

    public override Task PrepareAsync(CancellationToken cancel) => ReadAsync(cancel);

    /// <summary>Whatever was read before.</summary>
    public async Task ReadAsync(CancellationToken cancel)
    {
        cache.Outdate();
        await cache.CurrentAsync(cancel);
    }

    private static async Task<Deadlines> ReadAsync(Database database, BusinessTime time, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("select day, works, name from calendar_days where superseded_by is null order by day"));
        batch.BatchCommands.Add(
            new(
                """
                select code, variant, name_zh, name_en, length, unit, roll, kind, trigger_zh, trigger_en, responsible_zh, responsible_en,
                    consequence_zh, consequence_en, basis_zh, basis_en, reminder, pauses, extension, extension_by, valid_from, source_tag,
                    field, in_place_of, general
                from deadline_rules where superseded_by is null order by code, variant, valid_from
                """
            )
        );
        batch.BatchCommands.Add(new($"select {LocalClosure.Columns} from local_closures where withdrawn_at is null order by from_day, id"));
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        var days = new List<ListedDay>();
        while (await reader.ReadAsync(cancel))
            days.Add(new ListedDay(reader.GetFieldValue<DateOnly>(0), reader.GetBoolean(1), reader.GetString(2)));
        await reader.NextResultAsync(cancel);
        var rules = new List<DeadlineRule>();
        while (await reader.ReadAsync(cancel))
            rules.Add(RuleFrom(reader));
        var closures = await reader.RowsAsync(LocalClosure.Of, cancel);
        return new Deadlines(
            Calendar.Of(days.Select(day => day.Day.Year).Distinct(), days),
            rules,
            OfficeTime.China with
            {
                Zone = time.Zone,
            },
            closures
        );
    }

    private static DeadlineRule RuleFrom(NpgsqlDataReader row) =>
        new()
        {
            Code = row.GetString(0),
            Variant = row.GetString(1),
            NameZh = row.GetString(2),
            NameEn = row.GetString(3),
            Term = row.IsDBNull(4) ? null : Term.Of(row.GetInt32(4), TermUnits.Parse(row.GetString(5))),
            Roll = row.GetString(6) == "forward" ? Roll.Forward : Roll.None,
            IsInternal = row.GetString(7) == "internal",
            TriggerZh = row.GetString(8),
            TriggerEn = row.GetString(9),
            ResponsibleZh = row.GetString(10),
            ResponsibleEn = row.GetString(11),
            ConsequenceZh = row.GetString(12),
            ConsequenceEn = row.GetString(13),
            BasisZh = row.GetString(14),
            BasisEn = row.GetString(15),
            Ladder = row.GetString(16) is [var ladder] ? ladder : null,
            PauseGrounds = row.GetFieldValue<string[]>(17),
            Extension = row.IsDBNull(18) ? null : row.GetInt32(18),
            ExtensionBy = row.GetString(19),
            ValidFrom = row.GetFieldValue<DateOnly>(20),
            SourceTag = row.GetString(21),
            Field = row.GetString(22),
            InPlaceOf = row.GetString(23),
            IsGeneral = row.GetBoolean(24),
        };
}

/// <summary>One state of calendar and rules. Immutable: whoever began with it ends with it.</summary>
public sealed class Deadlines(
    Calendar calendar,
    IReadOnlyList<DeadlineRule> rules,
    OfficeTime office,
    IReadOnlyList<LocalClosure>? closures = null
)
{
    private readonly ILookup<(string, string), DeadlineRule> byCode = rules.ToLookup(rule => (rule.Code, rule.Variant));

    /// <summary>What holds in one field only, by the code whose place it takes there.</summary>
    private readonly ILookup<(string, string), DeadlineRule> byField = rules
        .Where(rule => rule.Field.Length > 0)
        .ToLookup(rule => (rule.Field, rule.InPlaceOf.Length > 0 ? rule.InPlaceOf : rule.Code));

    /// <summary>By county, for those that were ever shut.</summary>
    private readonly FrozenDictionary<string, Calendar> local = (closures ?? [])
        .GroupBy(closure => closure.County)
        .ToFrozenDictionary(county => county.Key, county => calendar.Without(county.SelectMany(DaysOf)));

    public static Deadlines Empty { get; } = new(Calendar.Empty, [], OfficeTime.China);

    public Calendar Calendar => calendar;

    public OfficeTime Office => office;

    public IReadOnlyList<DeadlineRule> Rules => rules;

    public IReadOnlyList<LocalClosure> Closures => closures ?? [];

    /// <summary>The days on which the offices of a county work: what they set themselves is counted by it, and what they plan.</summary>
    public Calendar CalendarOf(string county) => local.GetValueOrDefault(county, calendar);

    /// <summary>The same with another calendar, such as one that is not loaded yet.</summary>
    public Deadlines With(Calendar other) => new(other, rules, office, closures);

    /// <summary>What a term is counted by: the office's own go around the county's closures, those of the law do not.</summary>
    public Calendar CalendarFor(bool isInternal, string county) => isInternal ? CalendarOf(county) : calendar;

    /// <summary>The same with other rules, such as ones that are not decided yet.</summary>
    public Deadlines With(IReadOnlyList<DeadlineRule> others) => new(calendar, others, office, closures);

    /// <summary>The rule as it stood on a day; a variant that a code does not have is its usual one.</summary>
    public DeadlineRule? Find(string code, DateOnly on, string variant = "") =>
        byCode[(code, variant)].LastOrDefault(rule => rule.ValidFrom <= on)
        ?? (variant.Length > 0 ? Find(code, on) : byCode[(code, "")].FirstOrDefault());

    /// <summary>The rule as it stood on a day for a case of a field: the variant that was asked for, else the field's own, else the usual one.</summary>
    /// <param name="field">Of the case's matter; null: none is known.</param>
    public DeadlineRule? FindFor(string? field, string code, DateOnly on, string variant = "") =>
        (variant.Length > 0 ? byCode[(code, variant)].LastOrDefault(rule => rule.ValidFrom <= on) : null)
        ?? byField[(field ?? "", code)].LastOrDefault(rule => rule.ValidFrom <= on)
        ?? Find(code, on, variant);

    /// <summary>The law has no length for it and leaves it to the rules of single fields; where a field has none, "promptly" is all that is said.</summary>
    public bool IsLeftToFields(DeadlineRule rule) => rule.Term is null && rules.Any(other => other.InPlaceOf == rule.Code);

    /// <exception cref="RefusedException"><c>deadline.no-rule</c>, or <c>deadline.no-length</c> for a parameter that nobody gave.</exception>
    public Due DueOf(string code, DateOnly start, DateTimeOffset startAt, string variant = "", string county = "")
    {
        var rule = Find(code, start, variant) ?? throw DeadlineRefusals.NoRule(code);
        return DueOf(rule.Term ?? throw DeadlineRefusals.NoLength(rule), rule.Roll, rule.IsInternal, start, startAt, Pauses.None, county);
    }

    /// <param name="start">Day of the fact; it does not count. Hours run from <paramref name="startAt"/>.</param>
    /// <param name="county">Whose closures the office's own terms, and its plans, go around; empty: none.</param>
    public Due DueOf(Term term, Roll roll, bool isInternal, DateOnly start, DateTimeOffset startAt, Pauses pauses, string county = "")
    {
        var (here, counting) = (CalendarOf(county), CalendarFor(isInternal, county));
        if (term.Unit.CountsHours())
        {
            var instant = counting.Expiry(startAt, term, office, Roll.None, pauses);
            return new Due(office.DayOf(instant.Due), instant.Due, instant.Due, instant.Provisional);
        }
        var legal = counting.LastDay(start, term, roll, pauses);
        // An agency plans its own terms to the working day before a last day off; the party's term moves on instead.
        var planned = roll == Roll.None && !isInternal ? counting.LastDay(start, term, Roll.Back, pauses) : legal;
        var day = roll == Roll.None && !isInternal ? here.Rolled(planned.Due, Roll.Back) : planned.Due;
        return new Due(legal.Due, office.EndOf(day), office.EndOf(legal.Due), legal.Provisional || planned.Provisional);
    }

    private static IEnumerable<ListedDay> DaysOf(LocalClosure closure)
    {
        for (var day = closure.From; day <= closure.To; day = day.AddDays(1))
            yield return new ListedDay(day, Works: false, closure.Reason);
    }
}

/// <param name="Day">The last day, included.</param>
/// <param name="Internal">The instant by which the agency means to be done.</param>
/// <param name="Legal">The instant from which the term has run out.</param>
/// <param name="Provisional">A year's list is missing 暂定.</param>
public sealed record Due(DateOnly Day, DateTimeOffset Internal, DateTimeOffset Legal, bool Provisional);
