namespace Enforcement.Persistence;

/// <summary>The database lets the service in. Migrations ran before the first request, so an answer is enough.</summary>
internal sealed class DatabaseAnswers(Database database) : IReadinessPart
{
    public string Name => "database";

    public async Task<bool> IsReadyAsync(CancellationToken cancel)
    {
        await using var command = database.App.CreateCommand("select true");
        command.CommandTimeout = 5;
        return await command.ExecuteScalarAsync(cancel) is true;
    }
}
