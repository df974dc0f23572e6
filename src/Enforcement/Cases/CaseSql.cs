using System.Collections.Concurrent;
using Enforcement.Persistence;

namespace Enforcement.Cases;

/// <summary>A statement about a case. Its text is made once for each way in which a case is named, not in every step.</summary>
/// <param name="write">From <see cref="CaseOf.CaseId"/> to the text.</param>
public sealed class CaseSql(Func<string, string> write)
{
    private readonly ConcurrentDictionary<string, string> made = new();

    public Statement About(CaseOf of) => Statement.Of(made.GetOrAdd(of.CaseId, write), of.Parameters);
}
