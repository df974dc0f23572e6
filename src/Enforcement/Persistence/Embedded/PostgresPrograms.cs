using System.Globalization;
using System.Text.RegularExpressions;

namespace Enforcement.Persistence.Embedded;

/// <summary>initdb, pg_ctl and postgres of one version.</summary>
/// <param name="Folder">Where the three stand.</param>
/// <param name="Major">15 or later.</param>
internal sealed partial record PostgresPrograms(string Folder, int Major)
{
    /// <summary>What our SQL is written for.</summary>
    private const int Oldest = 15;

    public string this[string program] => Path.Combine(Folder, PostgresSearch.Program(program));

    /// <summary>The first that runs, is not too old and opens a cluster of <paramref name="major"/>, if there is one already.</summary>
    /// <exception cref="PrivatePostgresException">There is none. A folder that the server's account cannot enter is named.</exception>
    public static async Task<PostgresPrograms> FindAsync(PostgresSearch search, ServerAccount account, int? major, CancellationToken cancel)
    {
        string? closed = null;
        foreach (var folder in search.Folders())
        {
            if (account.FirstClosed(folder) is { } door)
            {
                closed ??= door;
                continue;
            }
            var found = await MajorOfAsync(folder, cancel);
            if (found >= Oldest && (major is null || major == found))
                return new(folder, found.Value);
        }
        throw closed is null ? PrivatePostgresException.NoPrograms(major) : PrivatePostgresException.Closed(account, closed);
    }

    private static async Task<int?> MajorOfAsync(string folder, CancellationToken cancel)
    {
        var answer = await ServerCommand.TryReadAsync(Path.Combine(folder, PostgresSearch.Program("postgres")), ["--version"], cancel);
        return answer is not null && FirstNumber().Match(answer) is { Success: true } number
            ? int.Parse(number.Value, CultureInfo.InvariantCulture)
            : null;
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex FirstNumber();
}
