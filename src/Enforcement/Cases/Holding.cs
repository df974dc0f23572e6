namespace Enforcement.Cases;

/// <summary>Who has a case in hand, and so whom a delay is charged to. One interval follows the other without gap.</summary>
/// <param name="Kind"><c>handling</c>, <c>approval</c>, <c>review</c>, <c>party</c> (a statutory window is open), <c>receiver</c> (a letter waits), <c>none</c>.</param>
public sealed record Holder(string Organization, string? Role, Guid? PersonId, string Kind);
