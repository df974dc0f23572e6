using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Tests.Harness;

/// <summary>
/// A real database, migrated, with nothing in it. As <c>IClassFixture&lt;TestDatabase&gt;</c> it serves all tests of a class; a test that needs
/// one alone says <c>await using var database = await TestDatabase.CreateAsync()</c>. It is dropped afterwards.
/// </summary>
public sealed class TestDatabase : IAsyncLifetime, IAsyncDisposable
{
    private PostgresServer server = null!;

    public string Name { get; private set; } = null!;

    /// <summary>Both ways in, as the service has them.</summary>
    public Database Database { get; private set; } = null!;

    /// <summary>As the service works: row-level security binds it.</summary>
    public NpgsqlDataSource App => Database.App;

    /// <summary>As migrations work: for arranging and for looking at what came of it.</summary>
    public NpgsqlDataSource Owner => Database.Owner;

    public string AppConnection => server.AppConnection(Name);

    public string OwnerConnection => server.OwnerConnection(Name);

    /// <param name="like">With what is in this one, which nobody may be connected to; else with nothing in it.</param>
    public static async Task<TestDatabase> CreateAsync(string? like = null)
    {
        var database = new TestDatabase();
        await database.InitializeAsync(like);
        return database;
    }

    public Task InitializeAsync() => InitializeAsync(like: null);

    private async Task InitializeAsync(string? like)
    {
        server = await PostgresServer.RunningAsync();
        Name = await server.CopyAsync(like);
        Database = new Database(AppConnection, OwnerConnection);
    }

    public async ValueTask DisposeAsync()
    {
        if (Database is null)
            return; // it never came to be, and that fault is the one to read
        await Database.DisposeAsync();
        await server.DropAsync(Name);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <summary>Runs a statement as the owner; <c>$1</c>, <c>$2</c> are the values in order.</summary>
    public async Task<int> ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row, asked as the owner; default when there is none or it is null.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>The first column of every row, asked as the owner.</summary>
    public async Task<List<T>> ColumnAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        var column = new List<T>();
        while (await reader.ReadAsync())
            column.Add(await reader.GetFieldValueAsync<T>(0));
        return column;
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = Owner.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
