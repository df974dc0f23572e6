using System.Text;
using Enforcement.Identity;
using Enforcement.Persistence.Import;
using Enforcement.Powers;
using Microsoft.AspNetCore.Http;

namespace Enforcement.Tests.Powers;

public sealed class ImportEndpointTests(PowerFixture powers) : IClassFixture<PowerFixture>
{
    private const string Header = "category,kind,line,stage,textZh,textEn,basisZh,sourceTag\n";
    private const string Row = "levy,accountability,1,,擅自征收的。,Levying without basis.,,D\n";

    [Fact]
    public async Task A_system_admin_brings_a_list_in_with_its_paper()
    {
        var answer = await ImportAsync(Header + "levy,duty,1,,依法征收。,Levy by law.,,D\n" + Row);
        answer.Outcome.ShouldBe("imported");
        (await powers.Database.ScalarAsync<string>("select document || imported_by from data_imports order by id desc limit 1")).ShouldBe(
            "望政发〔2026〕3号admin"
        );
        (await powers.ListAsync()).DutiesOf(MatterCategories.Levy).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Faults_are_told_and_nothing_is_taken()
    {
        var before = await powers.Database.ScalarAsync<long>("select count(*) from data_imports");
        var refused = await Should.ThrowAsync<RefusedException>(() => ImportAsync(Header + "levy,dutie,1,,依法征收。,x,,D\n"));
        refused.Code.ShouldBe("import.rejected");
        refused.Extensions["faults"].ShouldBeAssignableTo<IReadOnlyList<ImportFault>>()!.ShouldHaveSingleItem().Column.ShouldBe("kind");
        (await powers.Database.ScalarAsync<long>("select count(*) from data_imports")).ShouldBe(before);
    }

    [Fact]
    public async Task Nobody_else_may_and_a_paper_is_needed()
    {
        await Should.ThrowAsync<NotAllowedException>(() => ImportAsync(Header + Row, role: Roles.WorkflowAdmin));
        await Should.ThrowAsync<NotVisibleException>(() => ImportAsync(Header + Row, kind: "nothing"));
        (await Should.ThrowAsync<MalformedException>(() => ImportAsync(Header + Row, document: " "))).Faults.ShouldBe([
            ("document", "required"),
        ]);
        (await Should.ThrowAsync<MalformedException>(() => ImportAsync(Header + Row, date: "2.11.2026"))).Faults.ShouldBe([
            ("documentDate", "date"),
        ]);
    }

    private async Task<ImportAnswer> ImportAsync(
        string csv,
        string kind = "duties",
        string document = "望政发〔2026〕3号",
        string date = "2026-11-02",
        string role = Roles.SystemAdmin
    )
    {
        var http = new DefaultHttpContext();
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        var admin = new Admin(new(Guid.AllBitsSet, "admin", "管理员", [new("430112", role)], Scope.Nothing));
        return await ImportEndpoints.ImportAsync(
            kind,
            document,
            date,
            "duties.csv",
            http.Request,
            PowerServices.Shipped,
            powers.Importer,
            admin,
            CancellationToken.None
        );
    }

    private sealed class Admin(Actor actor) : IActing
    {
        public ValueTask<Actor> GetAsync(CancellationToken cancel) => ValueTask.FromResult(actor);
    }
}
