using Enforcement.Documents.Data;
using Enforcement.Persistence;
using Enforcement.Persistence.Import;
using Enforcement.Powers;
using Microsoft.Extensions.DependencyInjection.Extensions;

var builder = WebApplication.CreateBuilder(args);
await using var postgres = await builder.AddDatabaseAsync();
builder.Services.TryAddSingleton(TimeProvider.System);
builder.Services.AddHealth();
builder.Services.AddPowers();
builder.Services.AddDocumentKinds();

var app = builder.Build();
await app.MigrateAsync();
await app.ImportShippedDataAsync();
app.MapHealth();
await app.RunAsync();

public partial class Program;
