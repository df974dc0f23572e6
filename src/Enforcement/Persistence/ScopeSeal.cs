using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Enforcement.Identity;
using Npgsql;

namespace Enforcement.Persistence;

/// <summary>
/// States the acting person's scope so that row-level security believes it: transaction-local settings with a seal that only the
/// service can make (see <c>0002_scope.sql</c>). A seal fits one backend and one scope.
/// </summary>
public sealed class ScopeSeal(byte[] secret)
{
    private static readonly SearchValues<char> Separators = SearchValues.Create("|,");

    /// <summary>Reads the installation's secret, making it at the first start. Owner connection; <c>enforcement_app</c> cannot read it.</summary>
    public static async Task<ScopeSeal> LoadAsync(NpgsqlDataSource owner, CancellationToken cancel)
    {
        await using var command = owner.CreateCommand(
            """
            with made as (insert into guard.secret (value) values ($1) on conflict do nothing returning value)
            select value from made union all select value from guard.secret limit 1
            """
        );
        command.Parameters.Add(P.Bytes(RandomNumberGenerator.GetBytes(32)));
        return new ScopeSeal((byte[])(await command.ExecuteScalarAsync(cancel))!);
    }

    /// <summary>The statement that opens a scope; valid until the transaction (or the batch, where there is none) ends.</summary>
    public Statement Open(Scope scope, NpgsqlConnection connection)
    {
        var text = Describe(scope);
        return Statement.Of(
            "select set_config('app.scope', $1, true), set_config('app.seal', $2, true)",
            P.Text(text),
            P.Text(Seal(text, connection.ProcessID))
        );
    }

    private static string Describe(Scope scope)
    {
        if (scope.Organizations.Concat(scope.Regions).Any(code => code.AsSpan().ContainsAny(Separators)))
            throw new ArgumentException("Codes of organisations and regions hold neither '|' nor ','.", nameof(scope));
        return $"{(scope.All ? '*' : '-')}|{string.Join(',', scope.Organizations)}|{string.Join(',', scope.Regions)}";
    }

    private string Seal(string scope, int backend)
    {
        var text = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{backend}|{scope}"));
        return Convert.ToHexStringLower(SHA256.HashData([.. secret, .. SHA256.HashData([.. secret, .. text])]));
    }
}
