using System.Data.Common;
using Enforcement.Identity;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Enforcement.Persistence;

/// <summary>What the current request may see; set once the acting person is known. Until then queries see no case.</summary>
public sealed class ViewerScope
{
    public Scope Current { get; set; } = Scope.Nothing;
}

/// <summary>
/// States the viewer's scope with every query of EF Core, in the same batch: a page that forgets to filter shows too little, never too much.
/// Writes of EF are reference data, accounts and drafts; cases are written by the step.
/// </summary>
public sealed class ScopeInterceptor(ScopeSeal seal, ViewerScope viewer) : DbCommandInterceptor
{
    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        if (eventData.CommandSource is not CommandSource.LinqQuery and not CommandSource.FromSqlQuery || viewer.Current == Scope.Nothing)
            return result;

        // The batch is one implicit transaction: the settings hold for the query and end with it.
        var connection = (NpgsqlConnection)command.Connection!;
        var batch = new NpgsqlBatch(connection, (NpgsqlTransaction?)command.Transaction) { Timeout = command.CommandTimeout };
        batch.BatchCommands.Add(seal.Open(viewer.Current, connection).ToCommand());
        var query = new NpgsqlBatchCommand(command.CommandText);
        foreach (NpgsqlParameter parameter in command.Parameters)
            query.Parameters.Add(parameter.Clone());
        batch.BatchCommands.Add(query);

        var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return InterceptionResult<DbDataReader>.SuppressWithResult(reader);
    }
}
