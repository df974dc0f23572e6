using System.Text;
using Enforcement.Persistence.Import;
using Enforcement.Powers;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Enforcement.Tests.Powers;

/// <summary>A database with the shipped lists in it, brought there by the importer.</summary>
public sealed class PowerFixture : IAsyncLifetime, IAsyncDisposable
{
    public TestDatabase Database { get; private set; } = null!;

    public PowerLists Lists { get; private set; } = null!;

    public Importer Importer { get; private set; } = null!;

    public FakeTimeProvider Clock { get; } = new(TestService.Morning);

    public static async Task<PowerFixture> CreateAsync()
    {
        var fixture = new PowerFixture();
        await fixture.InitializeAsync();
        return fixture;
    }

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        Lists = new PowerLists(Database.Database, Clock);
        Importer = new Importer(Database.Database, Clock, [Lists]);
        await ShipAsync();
    }

    public Task ShipAsync() => ShippedData.ImportAsync(Importer, PowerServices.Shipped, NullLogger.Instance, CancellationToken.None);

    public async Task<PowerList> ListAsync() => await Lists.CurrentAsync(CancellationToken.None);

    public Task<ImportReport> ImportAsync(IReferenceList list, string csv) => ImportAsync(list, Encoding.UTF8.GetBytes(csv));

    public Task<ImportReport> ImportAsync(IReferenceList list, byte[] content) =>
        Importer.ImportAsync(
            list,
            new("changes.csv", content),
            new("望政发〔2026〕3号", new(2026, 11, 2), "admin"),
            CancellationToken.None
        );

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();
}
