namespace Enforcement.Processes.Migrations;

/// <summary>A plan with names for what it points at.</summary>
/// <param name="Name">Of the definition.</param>
public sealed record MigrationView(
    MigrationPlan Plan,
    string Name,
    int FromVersion,
    int ToVersion,
    string? AskedBy,
    string? DecidedBy,
    string? ChangedBy
);

/// <param name="Next">Opaque; null at the end.</param>
public sealed record MigrationPage(IReadOnlyList<MigrationView> Items, string? Next);

/// <param name="Kept">Were to be moved back, and had gone on.</param>
/// <param name="Remaining">Run on the version left, and the plan has not come to them.</param>
public sealed record MigrationProgress(int Moved, int Refused, int Undone, int Kept, int Remaining)
{
    public int Settled => Moved + Refused + Undone + Kept;

    public int All => Settled + Remaining;
}

public sealed record MigrationDetail(MigrationView View, MigrationProgress Progress, IReadOnlyList<MappedNode> Mapping);

/// <param name="Running">All of them; null behind the first page.</param>
/// <param name="Looked">At how many the page has looked; the other numbers are of these.</param>
/// <param name="Codes">How many cases each reason stops; a case may have several.</param>
public sealed record PreviewCounts(int? Running, int Looked, int Go, int Refused, IReadOnlyDictionary<string, int> Codes);

public sealed record PreviewRow(
    Guid Id,
    string Number,
    string Title,
    bool Goes,
    IReadOnlyList<MoveNote> Refusals,
    IReadOnlyList<MoveNote> Notes
);

/// <param name="Next">Opaque; null at the end.</param>
public sealed record MigrationPreview(PreviewCounts Counts, IReadOnlyList<PreviewRow> Items, string? Next);

/// <param name="CanBeUndone">It was moved, and nothing has happened in it since.</param>
public sealed record LedgerRow(
    Guid Id,
    string Number,
    string Title,
    string State,
    string? Code,
    IReadOnlyList<MoveNote> Findings,
    DateTimeOffset At,
    bool CanBeUndone,
    string? UndoneBy,
    DateTimeOffset? UndoneAt
);

public sealed record LedgerPage(IReadOnlyList<LedgerRow> Items, string? Next);

/// <summary>A version that cases could leave, and the published one.</summary>
/// <param name="Cases">How many run on it.</param>
public sealed record MigrationOffer(string From, string Definition, string Name, int FromVersion, string To, int ToVersion, int Cases);

/// <param name="Caption">Null where its id is all there is to call it by.</param>
public sealed record NodeName(string Node, string? Caption);

/// <param name="Targets">Every node that one could be led to by hand.</param>
public sealed record MappingProposal(IReadOnlyList<MappedNode> Nodes, IReadOnlyList<NodeName> Targets);
