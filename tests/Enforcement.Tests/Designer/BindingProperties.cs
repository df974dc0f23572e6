using CsCheck;
using Enforcement.Cases;
using Enforcement.Designer.Bindings;
using Enforcement.Identity;
using Enforcement.Processes.Bindings;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Designer;

/// <summary>
/// Random changes of the binding table against a book that writes down, scope by scope and day by day, what applies. A hundred thousand sequences with
/// <c>LONG=1</c>, one in a hundred of them otherwise.
/// </summary>
public sealed class BindingProperties
{
    private static readonly long Volume = Environment.GetEnvironmentVariable("LONG") == "1" ? 100_000 : 1_000;

    private const int Days = 60;
    private static readonly DateOnly First = new(2026, 11, 1);
    private static readonly string?[] Definitions = ["a", "b", "c", null];
    private static readonly string[] Fields = ["water", "market"];
    private static readonly string[] Counties = ["430112", "430104"];
    private static readonly BindingScope[] Scopes =
    [
        .. from field in Fields.Take(1).Append(null)
        from county in Counties.Take(1).Append(null)
        from level in Enum.GetValues<CaseKind>()
        select new BindingScope(Procedures.Ordinary, level, field, county),
    ];

    /// <param name="Advance">Days that go by before it.</param>
    /// <param name="Ahead">From how many days ahead on; negative: past.</param>
    /// <param name="TakesBack">Not a new change: one of those that were approved is withdrawn.</param>
    private sealed record Move(int Advance, int Scope, int Definition, int Ahead, bool TakesBack);

    private static readonly Gen<List<Move>> Sequences = Gen.Select(
        Gen.Int[0, 2],
        Gen.Int[0, Scopes.Length - 1],
        Gen.Int[0, Definitions.Length - 1],
        Gen.Int[-1, 12],
        Gen.Int[0, 5],
        (advance, scope, definition, ahead, back) => new Move(advance, scope, definition, ahead, back == 0)
    ).List[0, 20];

    [Fact]
    public void Whatever_is_accepted_leaves_no_gap_and_no_overlap_and_resolves_as_the_book_says() =>
        Sequences.Sample(
            moves =>
            {
                var (table, book) = (new Table(), new Book());
                var today = First;
                foreach (var move in moves)
                {
                    today = today.AddDays(move.Advance);
                    var change = move.TakesBack
                        ? book.Approved.ElementAtOrDefault(move.Scope)
                        : New(Scopes[move.Scope], Definitions[move.Definition], today.AddDays(move.Ahead));
                    if (change is null || (move.TakesBack && change.From <= today))
                        continue;
                    var isAccepted = move.TakesBack ? table.TakesBack(change) : table.Takes(change, today);
                    isAccepted.ShouldBe(move.TakesBack ? book.TakesBack(change) : book.Takes(change, today));
                    table.DemandNoOverlap();
                }
                foreach (var cases in Cases())
                    for (var day = First; day < First.AddDays(Days); day = day.AddDays(1))
                        if (table.List.Find(cases, day)?.DefinitionId is var found && found != book.Find(cases, day))
                            found.ShouldBe(book.Find(cases, day), $"{cases} {day:O}");
            },
            iter: Volume
        );

    private static IEnumerable<BindingScope> Cases() =>
        from level in Enum.GetValues<CaseKind>()
        from field in Fields
        from county in Counties
        select new BindingScope(Procedures.Ordinary, level, field, county);

    private static BindingChange New(BindingScope scope, string? definition, DateOnly from) =>
        new()
        {
            Id = Guid.CreateVersion7(TestService.Morning),
            Scope = scope,
            DefinitionId = definition,
            From = from,
            AskedBy = Guid.Empty,
            AskedAt = default,
        };

    /// <summary>The rows, as the database would keep them.</summary>
    private sealed class Table
    {
        public BindingList List { get; private set; } =
            new([
                .. Scopes
                    .Where(scope => scope.IsDefault)
                    .Select(scope => new Binding(Guid.CreateVersion7(TestService.Morning), scope, "a", First.AddDays(-30))),
            ]);

        public bool Takes(BindingChange change, DateOnly today) => Try(() => BindingPlan.Of(change, List, today));

        public bool TakesBack(BindingChange change) => Try(() => BindingPlan.Undo(change, List));

        public void DemandNoOverlap()
        {
            foreach (var scope in Scopes)
            {
                var rows = List.Rows.Where(row => row.Scope == scope).OrderBy(row => row.From).ToList();
                rows.ShouldAllBe(row => row.Until == null || row.From < row.Until);
                foreach (var (earlier, later) in rows.Zip(rows.Skip(1)))
                    (earlier.Until <= later.From).ShouldBeTrue();
                if (scope.IsDefault)
                {
                    rows.Zip(rows.Skip(1)).ShouldAllBe(pair => pair.First.Until == pair.Second.From);
                    rows[^1].Until.ShouldBeNull();
                }
            }
        }

        private bool Try(Func<BindingPlan> plan)
        {
            try
            {
                var made = plan();
                var rows = List.Rows.Where(row => row.Id != made.Ended?.Id && row.Id != made.TakenBack?.Id);
                List = new BindingList([.. rows, .. new[] { made.Ended, made.Begun }.OfType<Binding>()]);
                return true;
            }
            catch (RefusedException)
            {
                return false;
            }
        }
    }

    /// <summary>The slow way: the changes of each scope in the order in which they were approved, walked anew for every question.</summary>
    private sealed class Book
    {
        public List<BindingChange> Approved { get; } = [];

        public bool Takes(BindingChange change, DateOnly today)
        {
            var fits =
                change.From >= today
                && (change.DefinitionId is not null || !change.Scope.IsDefault)
                && Of(change.Scope).All(it => it.DefinitionId is null ? it.From <= change.From : it.From < change.From)
                && On(change.Scope, change.From) != change.DefinitionId;
            if (fits)
                Approved.Add(change);
            return fits;
        }

        public bool TakesBack(BindingChange change)
        {
            var isLast = Of(change.Scope).Last() == change;
            if (isLast)
                Approved.Remove(change);
            return isLast;
        }

        public string? Find(BindingScope cases, DateOnly day) =>
            On(cases, day)
            ?? On(cases with { Field = null }, day)
            ?? On(cases with { County = null }, day)
            ?? On(cases with { Field = null, County = null }, day);

        private string? On(BindingScope scope, DateOnly day)
        {
            var applies = scope.IsDefault ? "a" : null;
            foreach (var change in Of(scope).Where(change => change.From <= day))
                applies = change.DefinitionId;
            return applies;
        }

        private IEnumerable<BindingChange> Of(BindingScope scope) => Approved.Where(change => change.Scope == scope);
    }
}
