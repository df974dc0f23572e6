using Enforcement.Documents.Data;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Persistence.Import;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Shell;
using Enforcement.Tasks;
using Microsoft.Extensions.DependencyInjection.Extensions;

var builder = WebApplication.CreateBuilder(args);
await using var postgres = await builder.AddDatabaseAsync();
builder.Services.TryAddSingleton(TimeProvider.System);
builder.Services.AddEnforcementDb();
builder.Services.AddHealth();
builder.Services.AddShell();
builder.Services.AddPeople(builder.Environment);
builder.Services.AddProcesses();
builder.Services.AddPowers();
builder.Services.AddDocumentKinds();
builder.Services.AddTasks();

var app = builder.Build();
await app.MigrateAsync();
await app.ImportShippedDataAsync();
app.UseShell();
app.MapHealth();
app.MapPeople();
app.MapImports();
app.MapPowers();
app.MapTasks();
app.MapShell();
await app.RunAsync();

public partial class Program;
