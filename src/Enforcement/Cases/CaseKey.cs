using Enforcement.Identity;

namespace Enforcement.Cases;

/// <summary>The key of a case, and the first two words of every key below it. The county never changes; the id carries it.</summary>
public readonly record struct CaseKey(string County, Guid Id)
{
    public static CaseKey Of(Guid id) => new(RowId.CountyOf(id), id);

    public static CaseKey New(string county, DateTimeOffset at) => new(county, RowId.New(county, at));
}
