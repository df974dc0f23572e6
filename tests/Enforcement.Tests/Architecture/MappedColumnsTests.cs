using System.Reflection;
using Enforcement.Persistence;
using Enforcement.Tests.Harness;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Enforcement.Tests.Architecture;

/// <summary>EF Core maps what the SQL migrations made: a column that is not there, or has another type, is found here and not by an officer.</summary>
public sealed class MappedColumnsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Every_mapped_column_can_be_read_by_the_services_own_role()
    {
        await using var db = new EnforcementDb(
            new DbContextOptionsBuilder<EnforcementDb>().UseNpgsql(database.App).UseSnakeCaseNamingConvention().Options
        );
        var faults = new List<string>();
        var types = db.Model.GetEntityTypes().Where(type => !type.IsOwned()).ToList();
        types.Count.ShouldBeGreaterThan(10);
        foreach (var type in types)
            try
            {
                await ReadAsync(db, type);
            }
            catch (TargetInvocationException fault)
            {
                faults.Add($"{type.DisplayName()}: {fault.InnerException!.Message}");
            }
            catch (Exception fault) when (fault is Npgsql.PostgresException or InvalidOperationException or InvalidCastException)
            {
                faults.Add($"{type.DisplayName()}: {fault.Message}");
            }
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_mapped_type_of_a_column_is_the_one_it_has()
    {
        await using var db = new EnforcementDb(
            new DbContextOptionsBuilder<EnforcementDb>().UseNpgsql(database.App).UseSnakeCaseNamingConvention().Options
        );
        var real = new Dictionary<(string Table, string Column), string>();
        await using var command = database.Owner.CreateCommand(
            """
            select c.relname, a.attname, format_type(a.atttypid, null) from pg_attribute a
            join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'public' and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'v', 'm', 'p')
            """
        );
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            real.Add((row.GetString(0), row.GetString(1)), row.GetString(2));

        var faults = new List<string>();
        foreach (var type in db.Model.GetEntityTypes().Where(type => !type.IsOwned()))
        {
            var table = type.GetTableName() ?? type.GetViewName();
            if (table is null)
                continue;
            foreach (var property in type.GetProperties())
            {
                var column = property.GetColumnName();
                if (!real.TryGetValue((table, column), out var found))
                    faults.Add($"{table}.{column} is not there");
                else if (found != property.GetRelationalTypeMapping().StoreTypeNameBase && !(found, property.ClrType).IsFine())
                    faults.Add($"{table}.{column} is {found}, mapped as {property.GetRelationalTypeMapping().StoreTypeNameBase}");
            }
        }
        faults.ShouldBeEmpty();
    }

    private static Task ReadAsync(EnforcementDb db, IEntityType type) =>
        (Task)
            typeof(MappedColumnsTests)
                .GetMethod(nameof(ReadRowsAsync), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(type.ClrType)
                .Invoke(null, [db])!;

    private static Task ReadRowsAsync<T>(EnforcementDb db)
        where T : class => db.Set<T>().AsNoTracking().Take(1).ToListAsync();
}

internal static class FineMappings
{
    /// <summary>A text is a text whatever EF calls it, and a string may read a json.</summary>
    public static bool IsFine(this (string Found, Type Clr) mapping) =>
        mapping.Clr == typeof(string) && mapping.Found is "text" or "jsonb" or "character varying";
}
